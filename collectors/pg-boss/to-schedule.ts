// A row of pg-boss's schedule table → the schedule as Signalbox knows it. The next time is not stored: it follows from the expression.
import { Cron } from 'croner';
import type { ScheduleFact } from '#lib/collector.ts';
import type { Micros } from '#lib/domain/evidence.ts';
import type { ScheduleRow } from './select-jobs.ts';

export const toSchedule = (row: ScheduleRow): ScheduleFact => ({
  name: row.key === '' ? row.name : `${row.name}:${row.key}`,
  queue: row.name,
  job: row.name,
  expression: row.cron,
  everyMs: null,
  timeZone: row.timeZone,
  nextDueAt: row.kind === 'cron' ? nextOf(row.cron, row.timeZone) : null,
});

function nextOf(cron: string, timeZone: string | null): Micros | null {
  try {
    const next = new Cron(cron, { timezone: timeZone ?? 'UTC' }).nextRun();
    return next ? next.getTime() * 1000 : null;
  } catch {
    return null;
  }
}
