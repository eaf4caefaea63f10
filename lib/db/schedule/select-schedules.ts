import type { Queryable } from '#lib/db/pool.ts';

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
  nextDueAt: Date | null;
  seenAt: Date;
  lastRunId: string | null;
  lastState: number | null;
  lastStartedAt: Date | null;
  lastFinishedAt: Date | null;
}

/** Schedules by environment, system and name, each with its newest run of the last 30 days; at most `limit` after `afterId`. */
export async function selectSchedules(
  db: Queryable,
  options: {
    environments: readonly string[] | null;
    systems: readonly string[] | null;
    names: readonly string[] | null;
    queues: readonly string[] | null;
    limit: number;
    afterId: string | null;
  },
): Promise<ScheduleRow[]> {
  const { rows } = await db.query<ScheduleRow>(
    `select s.id, s.environment, s.source, s.system, s.name, s.queue, s.job, s.cron, s.every_ms as "everyMs",
       s.time_zone as "timeZone", s.grace_ms as "graceMs", s.max_runtime_ms as "maxRuntimeMs",
       s.next_due_at as "nextDueAt", s.seen_at as "seenAt", last.id as "lastRunId", last.state as "lastState",
       last.started_at as "lastStartedAt", last.finished_at as "lastFinishedAt"
     from (
       select * from schedule
       where ($1::text[] is null or environment = any($1)) and ($2::text[] is null or system = any($2))
         and ($3::text[] is null or name = any($3)) and ($4::text[] is null or queue = any($4))
         and ($6::uuid is null or (environment, system, name, id) > (select environment, system, name, id from schedule where id = $6))
       order by environment, system, name, id limit $5
     ) s
     left join lateral (
       select r.id, r.state, r.started_at, r.finished_at from queue
       join dim environment on environment.id = queue.environment_id and environment.value = s.environment
       join dim system on system.id = queue.system_id and system.value = s.system
       join dim named on named.kind = 10 and named.value = s.name
       join run r on r.queue_id = queue.id and r.schedule_id = named.id and r.redirect_to is null
         and r.state <> 0 and r.ordered_at > now() - interval '30 days'
       where s.queue is null or queue.name = s.queue
       order by r.ordered_at desc limit 1
     ) last on true
     order by s.environment, s.system, s.name, s.id`,
    [options.environments, options.systems, options.names, options.queues, options.limit, options.afterId],
  );
  return rows;
}
