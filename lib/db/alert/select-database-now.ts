import type { Queryable } from '#lib/db/pool.ts';

/** The database's clock, in ms: the one by which slots are due, whichever process evaluates. */
export async function selectDatabaseNow(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ now: number }>(
    'select (extract(epoch from clock_timestamp()) * 1000)::float8 as now',
  );
  return rows[0]?.now ?? Date.now();
}
