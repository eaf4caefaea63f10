import type pg from 'pg';
import { CopyRows, copyInto } from '#lib/db/copy-binary.ts';
import type { Client } from '#lib/db/pool.ts';
import { encodeRollups, rollupColumns } from '#lib/db/rollup/rollup-columns.ts';
import {
  addRow,
  type Contribution,
  type Deltas,
  type Grain,
  type IsKept,
  isNothing,
} from '#lib/domain/contribution.ts';
import { addWidened } from '#lib/domain/widen-rollup.ts';
import { unpackSketch } from '#lib/stats/pack-sketch.ts';

/** As selected by `selectedColumns`. */
export type RollupRow = Record<string, number> & Record<'duration_hist' | 'wait_hist' | 'total_hist', Buffer | null>;

/** Of either table; the bucket in microseconds. */
export const selectedColumns = rollupColumns.replace(
  'bucket',
  '(extract(epoch from bucket) * 1000000)::int8 as bucket',
);

/** The same, of a table called `r`. */
const prefixed = rollupColumns
  .split(', ')
  .map((name) => (name === 'bucket' ? '(extract(epoch from r.bucket) * 1000000)::int8 as bucket' : `r.${name}`))
  .join(', ');

/**
 * Folds up to `limit` rows of `rollup_delta` into `rollup`, in the caller's transaction: readers add both tables in one statement and see the
 * same sums before and after. Rollups that are not kept any more are left out. Only one process may compact at a time. Returns how many
 * deltas went.
 */
export async function compactRollups(client: Client, limit: number, isKept: IsKept): Promise<number> {
  const taken = await client.query<RollupRow>(
    `delete from rollup_delta where ctid = any(array(select ctid from rollup_delta limit $1)) returning ${selectedColumns}`,
    [limit],
  );
  if (taken.rows.length === 0) return 0;
  const sums: Deltas = new Map();
  for (const row of taken.rows) addWidened(sums, contributionFrom(row), isKept);
  const keys = [...sums.values()];
  const known = await takeRows(client, keys);
  for (const row of known.rows) addRow(sums, contributionFrom(row), 1);
  const left = [...sums.values()].filter((row) => !isNothing(row));
  await copyInto(client, `rollup (${rollupColumns})`, encodeRollups(left, left.length));
  return taken.rows.length;
}

/** The rows of `rollup` with these keys, taken out. */
async function takeRows(client: Client, keys: readonly Contribution[]): Promise<pg.QueryResult<RollupRow>> {
  const copy = new CopyRows(keys.length * 48);
  for (const key of keys) {
    copy.row(4);
    copy.int4(key.grain);
    copy.int4(key.queueId);
    copy.int4(key.jobId);
    copy.timestamp(key.bucket);
  }
  await client.query(
    'create temp table if not exists stage_key (grain int4, queue_id int4, job_id int4, bucket timestamptz) on commit delete rows',
  );
  await copyInto(client, 'stage_key (grain, queue_id, job_id, bucket)', copy);
  return client.query<RollupRow>(
    `delete from rollup r using stage_key k
      where r.grain = k.grain and r.queue_id = k.queue_id and r.job_id = k.job_id and r.bucket = k.bucket
      returning ${prefixed}`,
  );
}

export function contributionFrom(row: RollupRow): Contribution {
  const n = (name: string): number => row[name] ?? 0;
  return {
    grain: n('grain') as Grain,
    bucket: n('bucket'),
    queueId: n('queue_id'),
    jobId: n('job_id'),
    enqueued: n('enqueued'),
    started: n('started'),
    succeeded: n('succeeded'),
    dead: n('dead'),
    cancelled: n('cancelled'),
    discarded: n('discarded'),
    vanished: n('vanished'),
    failedAttempts: n('failed_attempts'),
    succeededAttempts: n('succeeded_attempts'),
    retried: n('retried'),
    late: n('late'),
    durationN: n('duration_n'),
    durationSumUs: n('duration_sum_us'),
    waitN: n('wait_n'),
    waitSumUs: n('wait_sum_us'),
    durationHist: unpackSketch(row.duration_hist),
    waitHist: unpackSketch(row.wait_hist),
    totalHist: unpackSketch(row.total_hist),
  };
}
