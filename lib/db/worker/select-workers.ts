import type { WorkerView } from '#lib/contracts/worker.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { plainBit } from '#lib/domain/fidelity.ts';
import { runStates } from '#lib/domain/run.ts';

const running = runStates.indexOf('running');
/** A worker says every 15 s how it is; what it said before it fell silent is not so any more. */
const isFresh = "w.beat_at > now() - interval '1 minute'";

interface Row {
  environment: string;
  system: string;
  name: string;
  queues: string[];
  last_seen_at: Date;
  version: string | null;
  running: number;
  attempts: number;
  busy_us: number | null;
  concurrency: number | null;
  busy: number | null;
}

/**
 * Workers heard of since `fromMs`, the latest first, after `offset`. Busy share: the time of their attempts that lies in
 * the window, over the window; what still runs counts up to `toMs`.
 */
export async function selectWorkers(
  db: Queryable,
  options: {
    environments: readonly string[] | null;
    systems: readonly string[] | null;
    queues: readonly string[] | null;
    workers: readonly string[] | null;
    fromMs: number;
    toMs: number;
    limit: number;
    offset: number;
  },
): Promise<WorkerView[]> {
  const { rows } = await db.query<Row>(
    `with heard as (
       select w.environment_id, w.system_id, w.worker_id, array_agg(w.queue order by w.queue) as queues,
         max(w.last_seen_at) as last_seen_at,
         (array_agg(w.version_id order by w.last_seen_at desc) filter (where w.version_id is not null))[1] as version_id,
         (array_agg(w.concurrency order by w.beat_at desc) filter (where ${isFresh}))[1] as concurrency,
         (array_agg(w.busy order by w.beat_at desc) filter (where ${isFresh}))[1] as busy
       from worker w
       join dim environment on environment.id = w.environment_id
       join dim system on system.id = w.system_id
       join dim name on name.id = w.worker_id
       where ($1::text[] is null or environment.value = any($1)) and ($2::text[] is null or system.value = any($2))
         and ($3::text[] is null or w.queue = any($3)) and ($4::text[] is null or name.value = any($4))
         and w.last_seen_at >= $5
       group by 1, 2, 3
       order by max(w.last_seen_at) desc, w.worker_id, w.environment_id, w.system_id limit $7 offset $8
     ),
     open_run as materialized (
       select r.worker_id, queue.environment_id, queue.system_id, r.started_at
       from queue join run r on r.queue_id = queue.id
       where (queue.environment_id, queue.system_id) in (select environment_id, system_id from heard)
         and r.finished_at is null and r.state = ${running} and r.fidelity & ${plainBit} <> 0 and r.redirect_to is null
         and r.started_at >= $5 and r.started_at < $6
     )
     select environment.value as environment, system.value as system, name.value as name, heard.queues,
       heard.last_seen_at, heard.concurrency, heard.busy, version.value as version, work.running, work.attempts, work.busy_us
     from heard
     join dim environment on environment.id = heard.environment_id
     join dim system on system.id = heard.system_id
     join dim name on name.id = heard.worker_id
     left join dim version on version.id = heard.version_id
     cross join lateral (
       select count(*) filter (where a.state = 0)::int4 as running, count(*)::int4 as attempts,
         (sum(greatest(0, extract(epoch from least(coalesce(a.finished_at, $6), $6) - greatest(a.started_at, $5)))) * 1000000)::int8
           as busy_us
       from ((select a.state, a.started_at, a.finished_at from attempt a
              join queue on queue.id = a.queue_id and queue.environment_id = heard.environment_id
                and queue.system_id = heard.system_id
              where a.worker_id = heard.worker_id and a.started_at >= $5 and a.started_at < $6
              order by a.started_at desc limit 100000)
             union all
             (select 1, r.started_at, r.finished_at from run r
              join queue on queue.id = r.queue_id and queue.environment_id = heard.environment_id
                and queue.system_id = heard.system_id
              where r.ended_by = heard.worker_id and r.finished_at >= $5 and r.started_at >= $5 and r.started_at < $6
              order by r.finished_at desc limit 100000)
             union all
             (select 0, o.started_at, null from open_run o
              where o.worker_id = heard.worker_id and o.environment_id = heard.environment_id and o.system_id = heard.system_id)) a
     ) work
     order by heard.last_seen_at desc, heard.worker_id`,
    [
      options.environments,
      options.systems,
      options.queues,
      options.workers,
      new Date(options.fromMs),
      new Date(options.toMs),
      options.limit,
      options.offset,
    ],
  );
  const windowUs = (options.toMs - options.fromMs) * 1000;
  return rows.map((row) => ({
    name: row.name,
    environment: row.environment,
    system: row.system,
    queues: row.queues,
    lastSeenAt: row.last_seen_at.toISOString(),
    running: row.running,
    busyShare: row.attempts === 0 || row.busy_us === null ? null : row.busy_us / windowUs,
    attempts: row.attempts,
    concurrency: row.concurrency,
    busy: row.busy,
    version: row.version,
  }));
}
