// `signalbox rotate-secret`: seals every stored secret anew, under the SIGNALBOX_SECRET of now and for its row, and opens them with the one before.
import { twoStepPurpose } from '#lib/auth/two-step-secret.ts';
import { inTransaction, type Pool } from '#lib/db/pool.ts';
import { type SecretOwner, secretTables } from '#lib/db/secret/secret-parts.ts';
import { placeOfSourcePart } from '#lib/db/source/source-secrets.ts';
import { placeOfChannelPart } from '#lib/notify/channel-secrets.ts';
import { createSecretBox, isBoundToRow, keyIdOf, type Place } from '#lib/secrets.ts';

/** Tables that keep sealed values, each with how its rows are told apart, and where a value of one is kept. */
const places: readonly Kept[] = [
  partsIn('source', placeOfSourcePart),
  partsIn('alert_channel', placeOfChannelPart),
  {
    select: 'select id, secret as sealed from auth_two_step order by id for update',
    update: 'update auth_two_step set secret = $1 where id = $2',
    keyOf: ({ id }) => [id],
    placeOf: ({ id }) => ({ purpose: twoStepPurpose, row: id }),
  },
];

interface Row {
  id: string;
  sealed: Buffer;
  part?: string;
  config?: Record<string, unknown>;
}

interface Kept {
  select: string;
  update: string;
  keyOf: (row: Row) => unknown[];
  placeOf: (row: Row) => Place;
}

function partsIn(
  owner: SecretOwner,
  placeOf: (id: string, part: string, shown: Record<string, unknown>) => Place,
): Kept {
  const table = secretTables[owner];
  return {
    select: `select p.owner_id as id, p.part, p.sealed, o.config from ${table} p join ${owner} o on o.id = p.owner_id order by 1, 2 for update`,
    update: `update ${table} set sealed = $1 where owner_id = $2 and part = $3`,
    keyOf: ({ id, part }) => [id, part],
    placeOf: ({ id, part = '', config = {} }) => placeOf(id, part, config),
  };
}

export interface Rotated {
  sealed: number;
  /** Under the new secret already: a rotation that was cut off and begun again. */
  before: number;
}

/**
 * All or nothing, in one transaction. Throws AppError('invalid_input') when a value was sealed under neither secret; nothing is changed then.
 * Sessions and signed widget addresses, which follow from the secret, end by themselves.
 */
export async function rotateSecret(pool: Pool, oldSecret: string, newSecret: string): Promise<Rotated> {
  const [from, to] = [createSecretBox(oldSecret), createSecretBox(newSecret)];
  return await inTransaction(pool, async (client) => {
    const rotated: Rotated = { sealed: 0, before: 0 };
    for (const { select, update, keyOf, placeOf } of places) {
      const { rows } = await client.query<Row>(select);
      for (const row of rows) {
        const isUnderNew = keyIdOf(row.sealed) === to.keyId;
        if (isUnderNew && isBoundToRow(row.sealed)) {
          rotated.before++;
          continue;
        }
        const place = placeOf(row);
        const sealed = to.seal((isUnderNew ? to : from).open(row.sealed, place), place);
        await client.query(update, [sealed, ...keyOf(row)]);
        rotated.sealed++;
      }
    }
    return rotated;
  });
}
