import type { Found } from '#lib/collector.ts';
import type { OutboxState } from './select-changes.ts';
import type { Layout } from './select-jobs.ts';

/** By columns and rights: an outbox tells of every attempt, the rows only of the last. */
export function foundBy({ scheduleColumns }: Layout, { isReadable }: OutboxState): Found {
  return {
    ...(isReadable ? { transitions: { guarantee: 'outbox', attempts: 'reported' }, moments: { errors: 'each' } } : {}),
    ...(scheduleColumns.size === 0 ? { schedules: { guarantee: 'none', nextRun: false } } : {}),
    ...(scheduleColumns.has('last_job_id') ? { schedules: { lastRun: true } } : {}),
  };
}
