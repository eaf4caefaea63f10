// What the keeper judges schedules by. To be read in the order of this file: what is still in the inbox before the runs, so that a run that is
// derived in between is seen as one or the other.
import type { Queryable } from '#lib/db/pool.ts';
import { type RunState, runStates } from '#lib/domain/run.ts';
import { leastUuidV7At } from '#lib/domain/uuid-v7.ts';
import type { Slot, SlotRun } from '#lib/schedules/slot.ts';
import type { Stretch } from '#lib/schedules/watched.ts';

export interface JudgedSchedule {
  id: string;
  environment: string;
  system: string;
  name: string;
  queue: string | null;
  cron: string | null;
  everyMs: number | null;
  timeZone: string | null;
  graceMs: number | null;
  maxRuntimeMs: number | null;
  isOurs: boolean;
  /** Of the source that tells it; null = spans or check-ins do. */
  sourceId: string | null;
  /** Its backend was read, and did not name it any more. */
  isGone: boolean;
  definedMs: number;
  pausedMs: number | null;
  slotsUntilMs: number | null;
  nextDueMs: number | null;
  status: string;
  statusDueMs: number | null;
  statusRunId: string | null;
}

const ms = (column: string): string => `extract(epoch from ${column}) * 1000`;

export async function selectJudgedSchedules(db: Queryable): Promise<{ nowMs: number; schedules: JudgedSchedule[] }> {
  const now = await db.query<{ now: number }>(`select ${ms('now()')}::float8 as now`);
  const { rows } = await db.query<JudgedSchedule>(
    `select s.id, s.environment, s.system, s.name, s.queue, s.cron, s.every_ms as "everyMs", s.time_zone as "timeZone",
       s.grace_ms as "graceMs", s.max_runtime_ms as "maxRuntimeMs", s.is_ours as "isOurs", o.id as "sourceId",
       not s.is_ours and o.id is not null and st.last_read_at > s.seen_at + interval '2 minutes' as "isGone",
       ${ms('s.defined_at')}::float8 as "definedMs", ${ms('s.paused_at')}::float8 as "pausedMs",
       ${ms('s.slots_until')}::float8 as "slotsUntilMs", ${ms('s.next_due_at')}::float8 as "nextDueMs",
       s.status, ${ms('s.status_due_at')}::float8 as "statusDueMs", s.status_run_id as "statusRunId"
     from schedule s
     left join source o on o.environment = s.environment and o.name = s.source and o.kind = s.system
     left join source_state st on st.source_id = o.id
     order by s.id`,
  );
  return { nowMs: (now.rows[0] as { now: number }).now, schedules: rows };
}

/** The moment up to which everything that was acknowledged is derived. */
export async function selectDerivedUntil(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ ms: number }>(
    `select ${ms('coalesce((select at from inbox order by id limit 1), now())')}::float8 as ms`,
  );
  return (rows[0] as { ms: number }).ms;
}

/** Stretches of the last days, by subject. */
export async function selectWatched(db: Queryable): Promise<Map<string, Stretch[]>> {
  const { rows } = await db.query<Stretch & { subject: string }>(
    `select subject, ${ms('from_at')}::float8 as "fromMs", ${ms('to_at')}::float8 as "toMs" from watched
      where to_at > now() - interval '3 days'`,
  );
  return Map.groupBy(rows, ({ subject }) => subject);
}

export interface LiveSlot extends Slot {
  scheduleId: string;
  /** One of the latest; else an older one whose run has not ended. */
  isRecent: boolean;
}

/** The latest slots of every schedule, and older ones of the last day whose run had not ended. */
export async function selectLiveSlots(db: Queryable, latest: number): Promise<Map<string, LiveSlot[]>> {
  const { rows } = await db.query<LiveSlot>(
    `select s.id as "scheduleId", ${ms('t.due_at')}::float8 as "dueMs", t.outcome, t.run_id as "runId", t.runs,
       ${ms('t.started_at')}::float8 as "startedMs", ${ms('t.finished_at')}::float8 as "finishedMs", t.rank <= $1 as "isRecent"
     from schedule s cross join lateral (
       select *, row_number() over (order by due_at desc) as rank
         from (select * from schedule_slot where schedule_id = s.id order by due_at desc limit $1) newest
       union all
       select *, $1 + 1 as rank from (
         select * from schedule_slot where schedule_id = s.id and run_id is not null and finished_at is null
            and due_at > now() - interval '1 day'
            and due_at < (select min(due_at) from (select due_at from schedule_slot where schedule_id = s.id order by due_at desc limit $1) m)
          order by due_at desc limit 20) older
     ) t order by s.id, t.due_at`,
    [latest],
  );
  return Map.groupBy(rows, ({ scheduleId }) => scheduleId);
}

interface RunRow extends Omit<SlotRun, 'state'> {
  scheduleId: string;
  state: number;
}
// Of a run that only said its end, the end is when it was there.
const runColumns = `r.id, r.state, ${ms('coalesce(r.due_at, r.enqueued_at, r.started_at, r.ordered_at)')}::float8 as "meantMs",
  ${ms('coalesce(r.started_at, case when r.state in (5, 6) then r.finished_at end)')}::float8 as "startedMs",
  ${ms('r.finished_at')}::float8 as "finishedMs"`;
const toRun = ({ scheduleId: _, ...row }: RunRow): SlotRun => ({ ...row, state: runStates[row.state] as RunState });

export interface RunsWanted {
  id: string;
  environment: string;
  system: string;
  name: string;
  /** null = whichever. */
  queue: string | null;
  sinceMs: number;
}

/** The newest runs of each schedule since a moment of its own, at most `limit` each. */
export async function selectScheduleRuns(
  db: Queryable,
  wanted: readonly RunsWanted[],
  limit: number,
): Promise<Map<string, SlotRun[]>> {
  if (wanted.length === 0) return new Map();
  const { rows } = await db.query<RunRow>(
    `select w.id as "scheduleId", r.* from
       unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::uuid[])
         as w(id, environment, system, name, queue, since_ms, since_id)
     join dim environment on environment.kind = 1 and environment.value = w.environment
     join dim system on system.kind = 3 and system.value = w.system
     join dim named on named.kind = 10 and named.value = w.name
     cross join lateral (
       select ${runColumns} from run r join queue q on q.id = r.queue_id
        where r.schedule_id = named.id and r.id >= w.since_id and r.ordered_at >= to_timestamp(w.since_ms / 1000)
          and q.environment_id = environment.id and q.system_id = system.id and (w.queue is null or q.name = w.queue)
          and r.redirect_to is null
        order by r.ordered_at desc limit $8
     ) r`,
    [
      wanted.map(({ id }) => id),
      wanted.map(({ environment }) => environment),
      wanted.map(({ system }) => system),
      wanted.map(({ name }) => name),
      wanted.map(({ queue }) => queue),
      wanted.map(({ sinceMs }) => sinceMs),
      // An id is of the earliest moment that was known of its run: a day before is early enough.
      wanted.map(({ sinceMs }) => leastUuidV7At(Math.max(0, sinceMs - 86_400_000) * 1000)),
      limit,
    ],
  );
  const grouped = Map.groupBy(rows, ({ scheduleId }) => scheduleId);
  return new Map([...grouped].map(([id, list]) => [id, list.map(toRun)]));
}

/** Runs by id. */
export async function selectSlotRuns(db: Queryable, ids: readonly string[]): Promise<Map<string, SlotRun>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.query<RunRow>(
    `select ${runColumns} from run r where r.id = any($1::uuid[]) and r.redirect_to is null`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, toRun(row)]));
}
