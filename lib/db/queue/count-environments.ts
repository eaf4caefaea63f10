import type { Queryable } from '#lib/db/pool.ts';

/** How many environments have a queue. */
export async function countEnvironments(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ n: number }>('select count(distinct environment_id)::int4 as n from queue');
  return rows[0]?.n ?? 0;
}
