import type { Queryable } from '#lib/db/pool.ts';
import { selectIdBounds } from '#lib/db/run/run-reach.ts';
import { runStates } from '#lib/domain/run.ts';

export const maxVersionRuns = 100_000;

interface Percentiles {
  /** p50, p95, p99, max in microseconds; null where nothing was measured. */
  values: (number | null)[] | null;
  n: number;
}

export interface VersionRow {
  version: string | null;
  firstAt: Date;
  lastAt: Date;
  succeeded: number;
  dead: number;
  seen: number;
  duration: Percentiles;
  wait: Percentiles;
}

/** Nearest rank, as everywhere: `percentile_disc` gives the first value whose rank reaches the share. */
const spread = (column: string): string =>
  `json_build_object('n', count(${column}),
     'values', percentile_disc(array[0.5, 0.95, 0.99, 1]) within group (order by ${column}))`;
const inState = (state: (typeof runStates)[number]): string =>
  `(count(*) filter (where state = ${runStates.indexOf(state)}))::int4`;

/** Runs of a job that finished in the window, by version, latest first. */
export async function selectVersions(
  db: Queryable,
  job: { queueId: number; jobId: number },
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<VersionRow[]> {
  const { least, below } = await selectIdBounds(db, ['finished'], { fromMs, toMs });
  const { rows } = await db.query<VersionRow>(
    `select (select value from dim where id = version_id) as version, min(finished_at) as "firstAt", max(finished_at) as "lastAt",
       ${inState('succeeded')} as succeeded, ${inState('dead')} as dead, count(*)::int4 as seen,
       ${spread('duration_us')} as duration, ${spread('wait_us')} as wait
     from (
       select version_id, state, finished_at, duration_us, wait_us from run
       where id >= $5::uuid and id < $6::uuid and queue_id = $1 and job_id = $2 and finished_at >= $3 and finished_at < $4
         and redirect_to is null
       order by finished_at desc limit ${maxVersionRuns}
     ) as finished
     group by version_id order by max(finished_at) desc limit 50`,
    [job.queueId, job.jobId, new Date(fromMs), new Date(toMs), least, below],
  );
  return rows;
}
