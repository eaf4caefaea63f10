// Looks at every schedule: reads, judges (pure), writes what has changed. In database time, fenced by the lease.
import { inTransaction, type Pool } from '#lib/db/pool.ts';
import {
  type JudgedSchedule,
  type LiveSlot,
  selectDerivedUntil,
  selectJudgedSchedules,
  selectLiveSlots,
  selectScheduleRuns,
  selectSlotRuns,
  selectWatched,
} from '#lib/db/schedule/select-judged.ts';
import {
  type JudgedStanding,
  markJudged,
  noteWatchedSources,
  writeSlots,
  writeStandings,
} from '#lib/db/schedule/write-judged.ts';
import { fence, type Lease } from '#lib/lease.ts';
import { judge, latestSlots } from '#lib/schedules/judge.ts';
import { intervalMs, type Rhythm } from '#lib/schedules/rhythm.ts';
import type { Slot, SlotRun } from '#lib/schedules/slot.ts';
import { joinStretches } from '#lib/schedules/watched.ts';

const dayMs = 86_400_000;
const runsEach = 60;

export interface JudgedCount {
  schedules: number;
  /** Slots that are new or have changed. */
  slots: number;
}

/** One look. Throws AppError('conflict') when the lease was taken over. */
export async function judgeSchedules(pool: Pool, lease: Lease): Promise<JudgedCount> {
  await noteWatchedSources(pool);
  const { nowMs, schedules } = await selectJudgedSchedules(pool);
  const derivedUntilMs = await selectDerivedUntil(pool);
  const watched = new Map([...(await selectWatched(pool))].map(([subject, list]) => [subject, joinStretches(list)]));
  const live = await selectLiveSlots(pool, latestSlots);
  const runs = await runsOf(pool, schedules, live, nowMs);

  const changed: (Slot & { scheduleId: string })[] = [];
  const standings: JudgedStanding[] = [];
  for (const schedule of schedules) {
    const slots = live.get(schedule.id) ?? [];
    const mine = runs.get(schedule.id) ?? [];
    const judged = judge({
      ...schedule,
      rhythm: rhythmOf(schedule),
      isLinked: schedule.sourceId === null || mine.length > 0 || slots.some(({ runId }) => runId !== null),
      recent: slots.filter(({ isRecent }) => isRecent),
      older: slots.filter(({ isRecent }) => !isRecent),
      runs: mine,
      nowMs,
      derivedUntilMs,
      watched: watched.get(subjectOf(schedule)) ?? [],
    });
    for (const slot of judged.slots) changed.push({ ...slot, scheduleId: schedule.id });
    const { standing, slotsUntilMs } = judged;
    // What a backend says of the next time goes before what follows from the expression.
    const isToldAhead = schedule.sourceId !== null && schedule.nextDueMs !== null && schedule.nextDueMs > nowMs;
    const nextDueMs = isToldAhead ? schedule.nextDueMs : judged.nextDueMs;
    const next = { id: schedule.id, ...standing, slotsUntilMs, nextDueMs };
    if (isChanged(schedule, next)) standings.push(next);
  }
  await inTransaction(pool, async (client) => {
    await writeSlots(client, changed);
    await writeStandings(client, standings);
    await markJudged(client);
    await fence(client, [lease]);
  });
  return { schedules: schedules.length, slots: changed.length };
}

const subjectOf = ({ sourceId }: JudgedSchedule): string => (sourceId === null ? 'door' : `source:${sourceId}`);

/** A backend's interval is due where the backend says; ours counts from the last start. */
const rhythmOf = ({ cron, everyMs, timeZone, isOurs, nextDueMs }: JudgedSchedule): Rhythm => ({
  cron,
  everyMs,
  timeZone,
  anchorMs: isOurs ? null : nextDueMs,
});

async function runsOf(
  pool: Pool,
  schedules: readonly JudgedSchedule[],
  live: ReadonlyMap<string, LiveSlot[]>,
  nowMs: number,
): Promise<Map<string, SlotRun[]>> {
  const wanted = schedules.map((schedule) => {
    const { id, environment, system, name, isOurs } = schedule;
    const first = live.get(id)?.find(({ isRecent }) => isRecent)?.dueMs ?? nowMs - dayMs;
    // A backend may make a run as soon as the one before has begun: an interval early.
    const margin = 1.5 * (intervalMs(rhythmOf(schedule), nowMs) ?? 0) + 60_000;
    return { id, environment, system, name, queue: schedule.queue ?? (isOurs ? name : null), sinceMs: first - margin };
  });
  const found = await selectScheduleRuns(pool, wanted, runsEach);
  const older = [...live.values()].flat().filter(({ isRecent }) => !isRecent);
  const byId = await selectSlotRuns(
    pool,
    older.flatMap(({ runId }) => runId ?? []),
  );
  for (const { scheduleId, runId } of older) {
    const run = byId.get(runId ?? '');
    const mine = found.get(scheduleId) ?? [];
    if (run && !mine.some(({ id }) => id === run.id)) found.set(scheduleId, [...mine, run]);
  }
  return found;
}

const isChanged = (was: JudgedSchedule, next: JudgedStanding): boolean =>
  was.status !== next.status ||
  !isSame(was.statusDueMs, next.dueMs) ||
  was.statusRunId !== next.runId ||
  !isSame(was.slotsUntilMs, next.slotsUntilMs) ||
  !isSame(was.nextDueMs, next.nextDueMs);

const isSame = (a: number | null, b: number | null): boolean =>
  a === null || b === null ? a === b : Math.abs(a - b) < 1;
