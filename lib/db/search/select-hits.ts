import type { Queryable } from '#lib/db/pool.ts';
import type { Pasted } from '#lib/domain/pasted.ts';

export interface RunHit {
  id: string;
  queue: string;
  job: string | null;
  jobKey: string | null;
  state: number;
  correlationId: string | null;
  /** Which of the pasted things it was found by. */
  by: 'run' | 'trace' | 'correlation' | 'job';
}

/** Runs that anything pasted names, the surest first; at most `limit`. Every branch goes through an index. */
export async function selectRunHits(
  db: Queryable,
  pasted: Pasted,
  environment: string | null,
  limit: number,
): Promise<RunHit[]> {
  const { rows } = await db.query<RunHit>(
    `with hit as (
       (select id, 'run' as by, 1 as rank from run where id = any($1::uuid[]) limit $5)
       union all
       (select id, 'trace', 2 from run
        where trace_id = any(select decode(hex, 'hex') from unnest($2::text[]) as t(hex)) order by ordered_at desc limit $5)
       union all
       (select id, 'correlation', 3 from run where correlation_id = any($3::text[]) order by ordered_at desc limit $5)
       union all
       (select found.id, 'job', 4 from queue cross join lateral (
          select id from run where queue_id = queue.id and job_key = any($3::text[])
            and ordered_at > now() - interval '7 days'
          order by ordered_at desc, id desc limit 3
        ) found limit $5)
     )
     select * from (
       select distinct on (r.id) r.id, queue.name as queue, job.value as job, r.job_key as "jobKey", r.state,
         r.correlation_id as "correlationId", hit.by, hit.rank, r.ordered_at
       from hit join run found on found.id = hit.id
       join run r on r.id = coalesce(found.redirect_to, found.id)
       join queue on queue.id = r.queue_id
       join dim environment on environment.id = queue.environment_id
       left join dim job on job.id = r.job_id
       where $4::text is null or environment.value = $4
       order by r.id, hit.rank
     ) as best order by rank, ordered_at desc limit $5`,
    [pasted.runIds, pasted.traceIds, pasted.words, environment, limit],
  );
  return rows;
}

export interface NameHit {
  kind: 'queue' | 'job';
  id: string;
  name: string;
  queue: string;
  environment: string;
}

/** Queues and jobs whose name contains the text; at most `limit` of each. */
export async function selectNameHits(
  db: Queryable,
  text: string,
  environment: string | null,
  limit: number,
): Promise<NameHit[]> {
  const pattern = `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const { rows } = await db.query<NameHit>(
    `(select 'queue' as kind, queue.id::text as id, queue.name, queue.name as queue, environment.value as environment
      from queue join dim environment on environment.id = queue.environment_id
      where queue.name ilike $1 and ($2::text is null or environment.value = $2) order by length(queue.name), queue.id limit $3)
     union all
     (select distinct 'job', r.queue_id || '.' || job.id, job.value, queue.name, environment.value
      from dim job
      join (select queue_id, job_id from rollup where grain = 86400
            union select queue_id, job_id from rollup_delta where grain = 300) r on r.job_id = job.id
      join queue on queue.id = r.queue_id
      join dim environment on environment.id = queue.environment_id
      where job.kind = 4 and job.value ilike $1 and ($2::text is null or environment.value = $2) limit $3)`,
    [pattern, environment, limit],
  );
  return rows;
}
