// Sums of rollup rows, compacted and not yet compacted together: one statement, so one snapshot of both.
import type { Queryable } from '#lib/db/pool.ts';
import type { Sums } from '#lib/stats/figures.ts';
import { unpackSketch } from '#lib/stats/pack-sketch.ts';
import { mergeSketches, type Sketch } from '#lib/stats/sketch.ts';
import type { Segment } from '#lib/stats/window-segments.ts';

/** A sum over one bucket of `bucketMs` (or over a whole segment), of one lane and job (0 = the lane's total). */
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
  duration_hists: Buffer[] | null;
  wait_hists: Buffer[] | null;
  total_hists: Buffer[] | null;
}

const columns = `bucket, queue_id, job_id, enqueued, started, succeeded, dead, cancelled, discarded, vanished,
  failed_attempts, succeeded_attempts, retried, duration_n, duration_sum_us, wait_n, wait_sum_us,
  duration_hist, wait_hist, total_hist`;
const sum = (column: string): string => `sum(${column})::int8 as ${column}`;
const gather = (column: string): string =>
  `array_agg(${column}) filter (where $6 and ${column} is not null) as ${column}s`;

/** `total`: which rows make up a lane's total. */
const fromTable = (table: string, grain: string, total: string): string => `
  select ${columns} from unnest($2::int4[], $3::timestamptz[], $4::timestamptz[]) as seg(grain, lower, upper)
  cross join unnest($1::int4[]) as lane(id)
  join ${table} on ${table}.grain = ${grain} and ${table}.queue_id = lane.id
    and bucket >= seg.lower and bucket < seg.upper
    and case when $5::int4[] is null then ${total} when cardinality($5) = 0 then job_id <> 0 else job_id = any($5) end`;
const compacted = fromTable('rollup', 'seg.grain', 'job_id = 0');
// Deltas know only minutes of lanes and five minutes of jobs.
const fresh = fromTable('rollup_delta', 'least(seg.grain, 300)', 'true');

const statement = `
  select to_timestamp(floor(extract(epoch from bucket) / $7::float8) * $7::float8) as at, queue_id,
    case when $8 and $5::int4[] is not null then job_id else 0 end as job_id,
    ${['enqueued', 'started', 'succeeded', 'dead', 'cancelled', 'discarded', 'vanished', 'failed_attempts', 'succeeded_attempts', 'retried', 'duration_n', 'duration_sum_us', 'wait_n', 'wait_sum_us'].map(sum).join(', ')},
    ${['duration_hist', 'wait_hist', 'total_hist'].map(gather).join(', ')}
  from (${compacted} union all ${fresh}) as cell
  group by 1, 2, 3`;

function mergeAll(packed: readonly Buffer[] | null): Sketch {
  const sketch: Sketch = new Map();
  for (const bytes of packed ?? []) mergeSketches(sketch, unpackSketch(bytes));
  return sketch;
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
    durationHist: mergeAll(row.duration_hists),
    waitHist: mergeAll(row.wait_hists),
    totalHist: mergeAll(row.total_hists),
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
  /** Without histograms the answer is cheaper. */
  withHistograms: boolean;
}

/** Wider than any window: everything of a lane in one row. */
export const oneBucketMs = 1e15;

export async function selectRollup(db: Queryable, options: RollupOptions): Promise<RollupSums[]> {
  const { queueIds, jobIds, segments, bucketMs, isPerJob, withHistograms } = options;
  if (queueIds.length === 0 || segments.length === 0) return [];
  const { rows } = await db.query<RollupRow>(statement, [
    queueIds,
    segments.map((segment) => segment.grain),
    segments.map((segment) => new Date(segment.fromMs)),
    segments.map((segment) => new Date(segment.toMs)),
    jobIds,
    withHistograms,
    bucketMs / 1000,
    isPerJob,
  ]);
  return rows.map(sumsOf);
}
