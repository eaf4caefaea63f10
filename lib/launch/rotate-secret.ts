// `signalbox rotate-secret`: seals every stored secret anew, under the SIGNALBOX_SECRET of now and for its row, and opens them with the one before.
import { twoStepPurpose } from '#lib/auth/two-step-secret.ts';
import { inTransaction, type Pool } from '#lib/db/pool.ts';
import { secretPurpose } from '#lib/db/source/source-row.ts';
import { channelPurpose } from '#lib/notify/channel-secrets.ts';
import { createSecretBox, isBoundToRow, keyIdOf } from '#lib/secrets.ts';

/** Tables that keep sealed values, each with the purpose that its values are bound to. */
const places = [
  { table: 'source', purpose: secretPurpose },
  { table: 'alert_channel', purpose: channelPurpose },
  { table: 'auth_two_step', purpose: twoStepPurpose },
] as const;

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
    for (const { table, purpose } of places) {
      const { rows } = await client.query<{ id: string; secret: Buffer }>(
        `select id, secret from ${table} where secret is not null order by id for update`,
      );
      for (const { id, secret } of rows) {
        const isUnderNew = keyIdOf(secret) === to.keyId;
        if (isUnderNew && isBoundToRow(secret)) {
          rotated.before++;
          continue;
        }
        const place = { purpose, row: id };
        const sealed = to.seal((isUnderNew ? to : from).open(secret, place), place);
        await client.query(`update ${table} set secret = $2 where id = $1`, [id, sealed]);
        rotated.sealed++;
      }
    }
    return rotated;
  });
}
