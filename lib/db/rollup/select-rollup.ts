// Sums of rollup rows, compacted and not yet compacted together: one statement, so one snapshot of both.
import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';
import type { Histogram, Sums } from '#lib/stats/figures.ts';
import { mergePacked } from '#lib/stats/merge-packed.ts';
import type { Segment } from '#lib/stats/window-segments.ts';

/** A sum over one bucket of `bucketMs` (or over a whole segment), of one lane (0 = of all) and job (0 = the lane's total). */
export interface RollupSums extends Sums {
  atMs: number;
  queueId: number;
  jobId: number;
}

interface RollupRow {
  at: Date;
  queue_id: number;
  job_id: number;
  enqueued: number;
  started: number;
  succeeded: number;
  dead: number;
  cancelled: number;
  discarded: number;
  vanished: number;
  failed_attempts: number;
  succeeded_attempts: number;
  retried: number;
  duration_n: number;
  duration_sum_us: number;
  wait_n: number;
  wait_sum_us: number;
  duration_hist: Buffer | null;
  wait_hist: Buffer | null;
  total_hist: Buffer | null;
}

const histograms: readonly Histogram[] = ['duration', 'wait', 'total'];

const counters = `enqueued, started, succeeded, dead, cancelled, discarded, vanished,
  failed_attempts, succeeded_attempts, retried, duration_n, duration_sum_us, wait_n, wait_sum_us`.split(/,\s+/);
const sum = (column: string): string => `sum(${column})::int8 as ${column}`;
/** All of a group in one value, each behind its length: an array of them would be parsed byte by byte as text. */
const gather = (name: Histogram): string =>
  `string_agg(int4send(length(${name}_hist)) || ${name}_hist, '') as ${name}_hist`;
const without = (name: Histogram): string => `null::bytea as ${name}_hist`;

/** Which jobs' rows make up the answer. Said in the statement's text, as its index has the job before the moment. */
type Jobs = 'lane' | 'every' | 'some';
const jobsOf = (jobIds: readonly number[] | null): Jobs =>
  jobIds === null ? 'lane' : jobIds.length === 0 ? 'every' : 'some';
const ofCompacted: Record<Jobs, string> = {
  lane: 'job_id = 0',
  every: 'job_id <> 0',
  some: 'job_id = any($6::int4[])',
};
/** A lane's total is not written as a delta of its own. */
const ofFresh: Record<Jobs, string> = { ...ofCompacted, lane: 'true' };

/** Segment by segment and lane by lane through the index, which `offset 0` holds it to: how few rows a stretch has is guessed wrong otherwise. */
function fromTable(table: string, grain: string, jobs: string, wanted: readonly Histogram[]): string {
  const columns = ['bucket', 'queue_id', 'job_id', ...counters, ...wanted.map((name) => `${name}_hist`)];
  return `select row.* from unnest($2::int4[], $3::timestamptz[], $4::timestamptz[]) as seg(grain, lower, upper)
    cross join unnest($1::int4[]) as lane(id)
    cross join lateral (
      select ${columns.join(', ')} from ${table}
      where grain = ${grain} and queue_id = lane.id and ${jobs} and bucket >= seg.lower and bucket < seg.upper offset 0
    ) as row`;
}

function statementOf(jobs: Jobs, { isPerJob, areLanesTogether, histograms: wanted }: RollupOptions): string {
  const compacted = fromTable('rollup', 'seg.grain', ofCompacted[jobs], wanted);
  // Deltas know only minutes of lanes and five minutes of jobs.
  const fresh = fromTable('rollup_delta', 'least(seg.grain, 300)', ofFresh[jobs], wanted);
  const bucket = `date_bin(make_interval(secs => $5::float8), bucket, 'epoch') as at`;
  const job = isPerJob && jobs !== 'lane' ? 'job_id' : '0 as job_id';
  const lane = areLanesTogether ? '0 as queue_id' : 'queue_id';
  return `select ${bucket}, ${lane}, ${job}, ${counters.map(sum).join(', ')},
      ${histograms.map((name) => (wanted.includes(name) ? gather(name) : without(name))).join(', ')}
    from (${compacted} union all ${fresh}) as cell
    group by 1, 2, 3`;
}

function sumsOf(row: RollupRow): RollupSums {
  return {
    atMs: row.at.getTime(),
    queueId: row.queue_id,
    jobId: row.job_id,
    enqueued: row.enqueued,
    started: row.started,
    succeeded: row.succeeded,
    dead: row.dead,
    cancelled: row.cancelled,
    discarded: row.discarded,
    vanished: row.vanished,
    failedAttempts: row.failed_attempts,
    succeededAttempts: row.succeeded_attempts,
    retried: row.retried,
    durationN: row.duration_n,
    durationSumUs: row.duration_sum_us,
    waitN: row.wait_n,
    waitSumUs: row.wait_sum_us,
    durationHist: mergePacked(row.duration_hist),
    waitHist: mergePacked(row.wait_hist),
    totalHist: mergePacked(row.total_hist),
  };
}

export interface RollupOptions {
  queueIds: readonly number[];
  /** null = the lanes' totals, [] = every job, else these jobs. */
  jobIds: readonly number[] | null;
  segments: readonly Segment[];
  /** Width of a bucket in the answer; more than the window = one row per lane (and job). Counted from the epoch. */
  bucketMs: number;
  /** Keep jobs apart in the answer. */
  isPerJob: boolean;
  /** One sum for all lanes. */
  areLanesTogether?: boolean;
  /** Those that are wanted; the others are empty in the answer, which is cheaper. */
  histograms: readonly Histogram[];
}

/** Wider than any window, and since the epoch there was no other: everything of a lane in one row. */
export const oneBucketMs = 6e12;

export async function selectRollup(db: Queryable, options: RollupOptions): Promise<RollupSums[]> {
  const { queueIds, jobIds, segments, bucketMs } = options;
  if (queueIds.length === 0 || segments.length === 0) return [];
  const jobs = jobsOf(jobIds);
  const { rows } = await db.query<RollupRow>(
    prepared(statementOf(jobs, options), [
      queueIds,
      segments.map((segment) => segment.grain),
      segments.map((segment) => new Date(segment.fromMs)),
      segments.map((segment) => new Date(segment.toMs)),
      bucketMs / 1000,
      ...(jobs === 'some' ? [jobIds] : []),
    ]),
  );
  return rows.map(sumsOf);
}
