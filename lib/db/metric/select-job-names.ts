import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';

/** Names of the jobs that were counted in these lanes, by id. */
export async function selectJobNames(db: Queryable, queueIds: readonly number[]): Promise<Map<number, string>> {
  const { rows } = await db.query<{ id: number; value: string }>(
    prepared(
      `select id, value from dim
     where id in (
       select job_id from rollup where grain = 86400 and queue_id = any($1::int4[]) and job_id <> 0
       union select job_id from rollup_delta where grain = 300 and queue_id = any($1::int4[]) and job_id <> 0
     ) limit 20000`,
      [queueIds],
    ),
  );
  return new Map(rows.map((row) => [row.id, row.value]));
}
