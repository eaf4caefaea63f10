import type { Queryable } from '#lib/db/pool.ts';

/** Jobs that lanes had in the last two days, with their names; `jobIds` null = all. At most 2,000. */
export async function selectLaneJobs(
  db: Queryable,
  queueIds: readonly number[],
  jobIds: readonly number[] | null,
): Promise<{ queueId: number; jobId: number; name: string }[]> {
  const { rows } = await db.query<{ queueId: number; jobId: number; name: string }>(
    `select distinct seen.queue_id as "queueId", seen.job_id as "jobId", dim.value as name from (
       select queue_id, job_id from rollup where grain = 3600 and bucket >= now() - interval '2 days' and queue_id = any($1::int4[])
       union select queue_id, job_id from rollup_delta where grain = 300 and bucket >= now() - interval '2 days' and queue_id = any($1::int4[])
     ) seen join dim on dim.id = seen.job_id
     where seen.job_id <> 0 and ($2::int4[] is null or seen.job_id = any($2)) order by 3, 1 limit 2000`,
    [queueIds, jobIds],
  );
  return rows;
}
