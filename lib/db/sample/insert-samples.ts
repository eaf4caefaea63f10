import type { QueueSample } from '#lib/collector.ts';
import { CopyRows, copyInto } from '#lib/db/copy-binary.ts';
import type { Client } from '#lib/db/pool.ts';

export interface SampleRow {
  queueId: number;
  /** `at` lies in an existing partition. */
  sample: QueueSample;
}

const whole = (value: number | null): number | null =>
  value === null ? null : Math.min(Math.max(Math.round(value), 0), 2_147_483_647);

/** Appends gauges; null stays null: nobody measured it. */
export async function insertSamples(client: Client, rows: readonly SampleRow[]): Promise<void> {
  const copy = new CopyRows(rows.length * 128);
  for (const { queueId, sample } of rows) {
    copy.row(11);
    copy.timestamp(sample.at);
    copy.int4(queueId);
    copy.int4(whole(sample.queued));
    copy.int4(whole(sample.scheduled));
    copy.int4(whole(sample.running));
    copy.int4(whole(sample.retrying));
    copy.int4(whole(sample.blocked));
    copy.int4(whole(sample.dead));
    copy.int8(sample.oldestWaitingMs === null ? null : Math.max(0, Math.round(sample.oldestWaitingMs)));
    copy.int4(whole(sample.workers));
    copy.bool(sample.isPaused);
  }
  await copyInto(
    client,
    'sample (at, queue_id, queued, scheduled, running, retrying, blocked, dead, oldest_waiting_ms, workers, is_paused)',
    copy,
  );
}
