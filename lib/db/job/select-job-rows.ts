import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';

export interface JobRow {
  queueId: number;
  jobId: number;
  name: string;
  environment: string;
  source: string;
  system: string;
  queue: string;
}

/** Jobs that were counted in these lanes in the last 400 days, by environment, queue and name. */
export async function selectJobRows(
  db: Queryable,
  queueIds: readonly number[],
  jobIds: readonly number[] | null,
): Promise<JobRow[]> {
  const { rows } = await db.query<JobRow>(
    prepared(
      `with counted as (
       select queue_id, job_id from rollup where grain = 86400 and queue_id = any($1::int4[]) and job_id <> 0
       union
       select queue_id, job_id from rollup_delta where grain = 300 and queue_id = any($1::int4[]) and job_id <> 0
     )
     select counted.queue_id as "queueId", counted.job_id as "jobId", job.value as name, environment.value as environment,
       coalesce(source.value, '') as source, system.value as system, queue.name as queue
     from counted
     join dim job on job.id = counted.job_id
     join queue on queue.id = counted.queue_id
     join dim environment on environment.id = queue.environment_id
     join dim system on system.id = queue.system_id
     left join dim source on source.id = queue.source_id
     where $2::int4[] is null or counted.job_id = any($2)
     order by environment.value, queue.name, job.value, counted.queue_id, counted.job_id
     limit 5000`,
      [queueIds, jobIds],
    ),
  );
  return rows;
}
