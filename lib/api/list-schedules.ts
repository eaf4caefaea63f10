// Schedules with what became of their due times, and what comes. The keeper has judged them; here they are only read.
import type { Caller } from '#lib/auth/authorise.ts';
import type { FilterQuery } from '#lib/contracts/filter.ts';
import type { PageQuery } from '#lib/contracts/page.ts';
import type { ScheduleDetail, ScheduleList, ScheduleUpcoming, UpcomingQuery } from '#lib/contracts/schedule.ts';
import { type ScheduleRow, selectSchedules } from '#lib/db/schedule/select-schedules.ts';
import { selectCalendarSlots } from '#lib/db/schedule/select-slots.ts';
import { AppError } from '#lib/errors.ts';
import { offsetCursor, readCursor, writeCursor } from '#lib/http/cursor.ts';
import { calendarOf } from '#lib/schedules/calendar.ts';
import { type Collision, type Upcoming, upcomingDues, upcomingLoad } from '#lib/schedules/upcoming.ts';
import { environmentsFor } from './list-workers.ts';
import { rhythmOf, scheduleView } from './schedule-view.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const hourMs = 3_600_000;
/** Schedules that are looked at for what comes. */
const mostSchedules = 500;
const mostCollisions = 50;

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

/** Throws AppError('not_found') for what is not there or may not be seen. */
export async function findSchedule(caller: Caller, id: string): Promise<ScheduleRow> {
  const environments = environmentsFor(caller, undefined);
  const [row] = uuid.test(id) ? await selectSchedules(caller.pool, { environments, id, limit: 1 }) : [];
  if (!row) throw new AppError('not_found', 'There is no such schedule.');
  return row;
}

export async function getSchedule(caller: Caller, id: string, nowMs: number): Promise<ScheduleDetail> {
  const row = await findSchedule(caller, id);
  const all = await selectSchedules(caller.pool, { environments: [row.environment], limit: mostSchedules });
  const load = loadOf(all.filter(isExpected), nowMs, 24, hourMs);
  return {
    ...scheduleView(row, nowMs),
    calendar: calendarOf(await selectCalendarSlots(caller.pool, id), row.timeZone),
    upcoming: isExpected(row)
      ? upcomingDues(upcomingOf(row), nowMs, nowMs + 366 * 24 * hourMs, 20).map((at) => new Date(at).toISOString())
      : [],
    collisions: load.collisions
      .filter(({ ids }) => ids.includes(id))
      .slice(0, mostCollisions)
      .map((one) => collisionView(one, all)),
  };
}

/** How much is due in the hours to come, and what is due at one moment. */
export async function upcomingOfAll(caller: Caller, query: UpcomingQuery, nowMs: number): Promise<ScheduleUpcoming> {
  const environments = environmentsFor(caller, query.environment);
  const all = await selectSchedules(caller.pool, { environments, limit: mostSchedules });
  const stepMs = query.hours <= 24 ? hourMs / 4 : hourMs;
  const { buckets, collisions } = loadOf(all.filter(isExpected), nowMs, query.hours, stepMs);
  return {
    from: new Date(nowMs).toISOString(),
    to: new Date(nowMs + query.hours * hourMs).toISOString(),
    stepMs,
    buckets: buckets.map(({ fromMs, due }) => ({ from: new Date(fromMs).toISOString(), due })),
    collisions: collisions.slice(0, mostCollisions).map((one) => collisionView(one, all)),
  };
}

const isExpected = ({ pausedAt }: ScheduleRow): boolean => pausedAt === null;

const upcomingOf = (row: ScheduleRow): Upcoming => {
  const rhythm = rhythmOf(row);
  const isMoving = rhythm.everyMs !== null && rhythm.anchorMs === null;
  // The keeper has worked out when a moving one is due next.
  const lastStartMs = isMoving && row.nextDueAt ? row.nextDueAt.getTime() - (rhythm.everyMs ?? 0) : null;
  return { id: row.id, rhythm, lastStartMs };
};

const loadOf = (rows: readonly ScheduleRow[], nowMs: number, hours: number, stepMs: number) =>
  upcomingLoad(rows.map(upcomingOf), {
    fromMs: nowMs,
    untilMs: nowMs + hours * hourMs,
    stepMs,
    most: Number.MAX_SAFE_INTEGER,
  });

function collisionView({ atMs, ids }: Collision, rows: readonly ScheduleRow[]) {
  const nameOf = new Map(rows.map(({ id, name }) => [id, name]));
  return { at: new Date(atMs).toISOString(), schedules: ids.map((id) => ({ id, name: nameOf.get(id) ?? '' })) };
}
