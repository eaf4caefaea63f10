import { likeOf } from '#lib/db/like-of.ts';
import type { Queryable } from '#lib/db/pool.ts';

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
    [likeOf(text), environment, limit],
  );
  return rows;
}
