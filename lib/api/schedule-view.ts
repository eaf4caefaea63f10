import type { ScheduleView } from '#lib/contracts/schedule.ts';
import type { ScheduleRow, SlotRow } from '#lib/db/schedule/select-schedules.ts';
import { runStates } from '#lib/domain/run.ts';
import { describeRhythm } from '#lib/schedules/describe-rhythm.ts';
import { defaultGraceMs, intervalMs, type Rhythm } from '#lib/schedules/rhythm.ts';

/** A backend's interval is due where the backend says; ours counts from the last start. */
export const rhythmOf = ({ cron, everyMs, timeZone, isOurs, nextDueAt }: ScheduleRow): Rhythm => ({
  cron,
  everyMs,
  timeZone,
  anchorMs: isOurs ? null : (nextDueAt?.getTime() ?? null),
});

export function scheduleView(row: ScheduleRow, nowMs: number): ScheduleView {
  const {
    lastRunId,
    lastState,
    lastStartedAt,
    lastFinishedAt,
    nextDueAt,
    seenAt,
    pausedAt,
    statusSince,
    slots,
    ...rest
  } = row;
  return {
    ...rest,
    text: describeRhythm(rest),
    effectiveGraceMs: row.graceMs ?? defaultGraceMs(intervalMs(rhythmOf(row), nowMs)),
    pausedAt: momentOf(pausedAt),
    nextDueAt: momentOf(nextDueAt),
    seenAt: seenAt.toISOString(),
    statusSince: statusSince.toISOString(),
    slots: slots.map(slotView),
    lastRun:
      lastRunId === null
        ? null
        : {
            id: lastRunId,
            state: runStates[lastState ?? -1] ?? 'vanished',
            startedAt: momentOf(lastStartedAt),
            finishedAt: momentOf(lastFinishedAt),
          },
  };
}

const momentOf = (at: Date | null): string | null => at?.toISOString() ?? null;

/** JSON made by Postgres has microseconds and an offset. */
const slotView = ({ dueAt, startedAt, finishedAt, ...rest }: SlotRow) => ({
  ...rest,
  dueAt: new Date(dueAt).toISOString(),
  startedAt: startedAt && new Date(startedAt).toISOString(),
  finishedAt: finishedAt && new Date(finishedAt).toISOString(),
});
