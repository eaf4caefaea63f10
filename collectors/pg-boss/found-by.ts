import type { Found } from '#lib/collector.ts';
import type { OutboxState } from './select-changes.ts';
import type { Layout } from './select-jobs.ts';

/** The newest that was tried: `versions.server.test.ts`. */
export const newestSchema = 46;

/** What a newer pg-boss than any that was tried may hide: its columns are looked for, what it does with them is not known. */
export const untried = ({ schemaVersion }: Layout): string[] =>
  schemaVersion !== null && schemaVersion > newestSchema
    ? [
        `what schema version ${schemaVersion} of pg-boss changed: up to ${newestSchema} was tried, see whether there is a newer Signalbox`,
      ]
    : [];

/** By columns and rights: an outbox tells of every attempt, the rows only of the last. */
export function foundBy({ scheduleColumns }: Layout, { isReadable }: OutboxState): Found {
  return {
    ...(isReadable ? { transitions: { guarantee: 'outbox', attempts: 'reported' }, moments: { errors: 'each' } } : {}),
    ...(scheduleColumns.size === 0 ? { schedules: { guarantee: 'none', nextRun: false } } : {}),
    ...(scheduleColumns.has('last_job_id') ? { schedules: { lastRun: true } } : {}),
  };
}
