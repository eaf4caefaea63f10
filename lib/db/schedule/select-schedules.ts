import type { ScheduleStatus } from '#lib/contracts/schedule.ts';
import type { Queryable } from '#lib/db/pool.ts';
import type { SlotOutcome } from '#lib/schedules/slot-outcome.ts';
import { staleAfterMs } from './select-schedule-statuses.ts';

export interface SlotRow {
  dueAt: string;
  runId: string | null;
  outcome: SlotOutcome;
  startedAt: string | null;
  finishedAt: string | null;
  runs: number;
}

export interface ScheduleRow {
  id: string;
  environment: string;
  source: string;
  system: string;
  name: string;
  queue: string | null;
  job: string | null;
  cron: string | null;
  everyMs: number | null;
  timeZone: string | null;
  graceMs: number | null;
  maxRuntimeMs: number | null;
  isOurs: boolean;
  isRhythmOurs: boolean;
  pausedAt: Date | null;
  nextDueAt: Date | null;
  seenAt: Date;
  status: ScheduleStatus;
  statusSince: Date;
  lastRunId: string | null;
  lastState: number | null;
  lastStartedAt: Date | null;
  lastFinishedAt: Date | null;
  /** The latest, the earliest first. */
  slots: SlotRow[];
}

export interface SchedulesAsked {
  environments: readonly string[] | null;
  systems?: readonly string[] | null;
  names?: readonly string[] | null;
  queues?: readonly string[] | null;
  id?: string;
  limit: number;
  afterId?: string | null;
}

/** Due times in a list. */
export const shownSlots = 60;

/** Schedules by environment, system and name, each with its newest run and its latest slots; at most `limit` after `afterId`. */
export async function selectSchedules(db: Queryable, asked: SchedulesAsked): Promise<ScheduleRow[]> {
  const { environments, systems = null, names = null, queues = null, id = null, limit, afterId = null } = asked;
  const { rows } = await db.query<ScheduleRow>(
    `select s.id, s.environment, s.source, s.system, s.name, s.queue, s.job, s.cron, s.every_ms as "everyMs",
       s.time_zone as "timeZone", s.grace_ms as "graceMs", s.max_runtime_ms as "maxRuntimeMs", s.is_ours as "isOurs",
       s.is_ours or s.is_rhythm_ours or (s.cron is null and s.every_ms is null) as "isRhythmOurs",
       s.paused_at as "pausedAt", s.next_due_at as "nextDueAt", s.seen_at as "seenAt",
       case when s.judged_at >= now() - make_interval(secs => $8) then s.status else 'unknown' end as status,
       s.status_since as "statusSince", last.id as "lastRunId", last.state as "lastState",
       last.started_at as "lastStartedAt", last.finished_at as "lastFinishedAt",
       coalesce((
         select json_agg(json_build_object('dueAt', t.due_at, 'runId', t.run_id, 'outcome', t.outcome,
             'startedAt', t.started_at, 'finishedAt', t.finished_at, 'runs', t.runs) order by t.due_at)
           from (select * from schedule_slot where schedule_id = s.id order by due_at desc limit ${shownSlots}) t
       ), '[]') as slots
     from (
       select * from schedule
       where ($1::text[] is null or environment = any($1)) and ($2::text[] is null or system = any($2))
         and ($3::text[] is null or name = any($3)) and ($4::text[] is null or queue = any($4))
         and ($7::uuid is null or id = $7)
         and ($6::uuid is null or (environment, system, name, id) > (select environment, system, name, id from schedule where id = $6))
       order by environment, system, name, id limit $5
     ) s
     left join lateral (
       select r.id, r.state, r.started_at, r.finished_at from dim named
       join run r on r.schedule_id = named.id and r.redirect_to is null and r.state <> 0
         and r.ordered_at > now() - interval '30 days'
       join queue on queue.id = r.queue_id
       join dim environment on environment.id = queue.environment_id and environment.value = s.environment
       join dim system on system.id = queue.system_id and system.value = s.system
       where named.kind = 10 and named.value = s.name
         and (queue.name = s.queue or s.queue is null and (not s.is_ours or queue.name = s.name))
       order by r.ordered_at desc limit 1
     ) last on true
     order by s.environment, s.system, s.name, s.id`,
    [environments, systems, names, queues, limit, afterId, id, staleAfterMs / 1000],
  );
  return rows;
}
