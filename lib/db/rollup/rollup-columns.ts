import { CopyRows } from '#lib/db/copy-binary.ts';
import type { Contribution } from '#lib/domain/contribution.ts';
import { packSketch } from '#lib/stats/pack-sketch.ts';

/** Columns of `rollup` and `rollup_delta`, in the order `encodeRollups` writes them. */
export const rollupColumns =
  'bucket, grain, queue_id, job_id, enqueued, started, succeeded, dead, cancelled, discarded, vanished, failed_attempts, succeeded_attempts, retried, late, duration_n, duration_sum_us, wait_n, wait_sum_us, duration_hist, wait_hist, total_hist';
const columnCount = 22;

/** Contributions as COPY rows. */
export function encodeRollups(rows: Iterable<Contribution>, expected: number): CopyRows {
  const copy = new CopyRows(expected * 192);
  for (const row of rows) {
    copy.row(columnCount);
    copy.timestamp(row.bucket);
    copy.int4(row.grain);
    copy.int4(row.queueId);
    copy.int4(row.jobId);
    copy.int4(row.enqueued);
    copy.int4(row.started);
    copy.int4(row.succeeded);
    copy.int4(row.dead);
    copy.int4(row.cancelled);
    copy.int4(row.discarded);
    copy.int4(row.vanished);
    copy.int4(row.failedAttempts);
    copy.int4(row.succeededAttempts);
    copy.int4(row.retried);
    copy.int4(row.late);
    copy.int4(row.durationN);
    copy.int8(row.durationSumUs);
    copy.int4(row.waitN);
    copy.int8(row.waitSumUs);
    copy.bytes(packSketch(row.durationHist));
    copy.bytes(packSketch(row.waitHist));
    copy.bytes(packSketch(row.totalHist));
  }
  return copy;
}
