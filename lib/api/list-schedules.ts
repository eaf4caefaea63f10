import type { Caller } from '#lib/auth/authorise.ts';
import type { FilterQuery } from '#lib/contracts/filter.ts';
import type { PageQuery } from '#lib/contracts/page.ts';
import type { ScheduleList, ScheduleView } from '#lib/contracts/schedule.ts';
import { type ScheduleRow, selectSchedules } from '#lib/db/schedule/select-schedules.ts';
import { runStates } from '#lib/domain/run.ts';
import { offsetCursor, readCursor, writeCursor } from '#lib/http/cursor.ts';
import { environmentsFor } from './list-workers.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Grace where the schedule names none. */
const defaultGraceMs = 60_000;

/**
 * From what is known now: running and overrunning of the last run; late within the grace after the due time, missed
 * beyond it; ok when the next due time lies ahead. `unknown` without a due time.
 */
export function scheduleStatus(row: ScheduleRow, nowMs: number): ScheduleView['status'] {
  const state = row.lastState === null ? null : runStates[row.lastState];
  if (state === 'running' && row.lastStartedAt) {
    const ranMs = nowMs - row.lastStartedAt.getTime();
    return row.maxRuntimeMs !== null && ranMs > row.maxRuntimeMs ? 'overrunning' : 'running';
  }
  if (row.nextDueAt === null) return 'unknown';
  const lateMs = nowMs - row.nextDueAt.getTime();
  if (lateMs <= 0) return 'ok';
  return lateMs > (row.graceMs ?? defaultGraceMs) ? 'missed' : 'late';
}

function scheduleView(row: ScheduleRow, nowMs: number): ScheduleView {
  const { lastRunId, lastState, lastStartedAt, lastFinishedAt, nextDueAt, seenAt, ...rest } = row;
  return {
    ...rest,
    nextDueAt: nextDueAt?.toISOString() ?? null,
    seenAt: seenAt.toISOString(),
    status: scheduleStatus(row, nowMs),
    lastRun:
      lastRunId === null
        ? null
        : {
            id: lastRunId,
            state: runStates[lastState ?? -1] ?? 'vanished',
            startedAt: lastStartedAt?.toISOString() ?? null,
            finishedAt: lastFinishedAt?.toISOString() ?? null,
          },
  };
}

export async function listSchedules(
  caller: Caller,
  query: FilterQuery & PageQuery,
  nowMs: number,
): Promise<ScheduleList> {
  const after = readCursor(offsetCursor, query.cursor)?.after ?? null;
  const found = await selectSchedules(caller.pool, {
    environments: environmentsFor(caller, query.environment),
    systems: query.system ?? null,
    names: query.schedule ?? null,
    queues: query.queue ?? null,
    limit: query.limit + 1,
    afterId: after !== null && uuid.test(after) ? after : null,
  });
  const items = found.slice(0, query.limit).map((row) => scheduleView(row, nowMs));
  return { items, nextCursor: found.length > query.limit ? writeCursor({ after: items.at(-1)?.id }) : null };
}
