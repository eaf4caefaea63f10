// Runs that something pasted names.
import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';
import { joinRun } from '#lib/db/run/join-run.ts';
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

/** `hits`: a query for `id`, `by` and `rank` of runs; $1 is the only environment to look in (null = all), $2 how many to find. */
const bestOf = (hits: string): string => `
  with hit as (${hits})
  select * from (
    select distinct on (r.id) r.id, queue.name as queue, job.value as job, r.job_key as "jobKey", r.state,
      r.correlation_id as "correlationId", hit.by, hit.rank, r.ordered_at
    from hit ${joinRun('found', 'hit.id')}
    ${joinRun('r', 'coalesce(found.redirect_to, found.id)')}
    join queue on queue.id = r.queue_id
    join dim environment on environment.id = queue.environment_id
    left join dim job on job.id = r.job_id
    where $1::text is null or environment.value = $1
    order by r.id, hit.rank
  ) as best order by rank, ordered_at desc limit $2`;

const ofNamed = bestOf(`
  (select asked.id, 'run' as by, 1 as rank from unnest((select $3::uuid[])) as asked(id) ${joinRun('there', 'asked.id')} limit $2)
  union all
  (select run.id, 'trace', 2 from unnest((select $4::text[])) as asked(hex) join run on trace_id = decode(hex, 'hex')
   order by ordered_at desc limit $2)
  union all
  (select run.id, 'correlation', 3 from unnest((select $5::text[])) as asked(word) join run on correlation_id = word
   order by ordered_at desc limit $2)
  union all
  (select run_id, 'job', 4 from unnest((select $6::uuid[])) as asked(name) join run_alias on alias = name
   where run_id is not null order by born_at desc limit $2)`);

/**
 * Runs that anything pasted names, the surest first; at most `limit`. Every branch goes through an index. `names`: what the pasted words would
 * be as names of jobs and runs (32 hex digits each).
 */
export async function selectRunHits(
  db: Queryable,
  { runIds, traceIds, words }: Pasted,
  names: readonly string[],
  { environment, limit }: { environment: string | null; limit: number },
): Promise<RunHit[]> {
  const { rows } = await db.query<RunHit>(prepared(ofNamed, [environment, limit, runIds, traceIds, words, names]));
  return rows;
}

/** Runs that are looked at, in all lanes together: a tenth of a second's work. */
const maxLooked = 100_000;

/** Of the newest runs of each lane those with one of these job ids: some are known by spans alone, which give them no name but their trace's. */
export async function selectLatestByJobId(
  db: Queryable,
  words: readonly string[],
  lanes: readonly number[],
  limit: number,
): Promise<RunHit[]> {
  const { rows } = await db.query<RunHit>(
    bestOf(`
      select found.id, 'job' as by, 4 as rank from unnest($4::int4[]) as lane(id) cross join lateral (
        select id from (
          select id, job_key, ordered_at from run where queue_id = lane.id order by ordered_at desc limit $5
        ) as latest
        where job_key = any($3::text[]) order by ordered_at desc, id desc limit 3
      ) found limit $2`),
    [null, limit, words, lanes, Math.ceil(maxLooked / Math.max(1, lanes.length))],
  );
  return rows;
}
