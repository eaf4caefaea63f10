import type { Queryable } from '#lib/db/pool.ts';

/** Those of `ids` that were committed before, as hex. */
export async function selectKnownRequests(db: Queryable, ids: readonly Buffer[]): Promise<Set<string>> {
  const found = await db.query<{ id: string }>(
    `select encode(id, 'hex') as id from ingest_batch where id = any($1::bytea[])`,
    [ids],
  );
  return new Set(found.rows.map((row) => row.id));
}
