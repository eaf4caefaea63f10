import { inTransaction, type Pool } from '#lib/db/pool.ts';
import { log } from '#lib/log.ts';
import {
  partsOf,
  readParts,
  replaceParts,
  type SealedParts,
  type SecretOwner,
  secretTables,
  wholePart,
} from './secret-parts.ts';

export interface WholeRow {
  id: string;
  /** Without secrets. */
  config: Record<string, unknown>;
  parts: SealedParts;
}

/** Stores in parts what a version before stored whole. `resealed`: the parts of a row; what it throws leaves that row as it is. */
export async function takeApart(
  pool: Pool,
  owner: SecretOwner,
  resealed: (row: WholeRow) => SealedParts,
): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<Omit<WholeRow, 'parts'> & { parts: Record<string, string> }>(
      `select id, config, ${partsOf(owner, 'o.id')} as parts from ${owner} o
        where exists (select from ${secretTables[owner]} where owner_id = o.id and part = '${wholePart}') order by id for update`,
    );
    for (const row of rows) {
      try {
        await replaceParts(client, owner, row.id, resealed({ ...row, parts: readParts(row.parts) }));
      } catch (error) {
        log.warn({ [owner]: row.id, err: error }, 'Stored secrets could not be taken over.');
      }
    }
  });
}
