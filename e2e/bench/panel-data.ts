// A month of runs for the panels: runs as rows, and rollups and readings as the deriver and the watcher would have left them. Written by the
// server itself from a few patterns, because evidence for ten million runs would take hours to derive.
import { dimKinds } from '#lib/db/dim/kinds.ts';
import { createDays } from '#lib/db/partition/create-days.ts';
import { dayOf } from '#lib/db/partition/day.ts';
import type { Pool } from '#lib/db/pool.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { packEvidenceInRow } from '#lib/domain/pack-evidence.ts';
import { packSketch } from '#lib/stats/pack-sketch.ts';
import { addToSketch, type Sketch } from '#lib/stats/sketch.ts';

export const queueCount = 40;
const jobsPerQueue = 3;
const days = 30;

/** Durations of `n` runs around a median, as a busy queue has them. */
function sketchOf(n: number, medianMs: number): Buffer | null {
  const sketch: Sketch = new Map();
  for (let place = 0; place < n; place++)
    addToSketch(sketch, Math.round(medianMs * 1000 * 20 ** ((place + 0.5) / n - 0.4)));
  return packSketch(sketch);
}

const grains = [
  { seconds: 60, keptDays: 2, withJobs: false },
  { seconds: 300, keptDays: 14, withJobs: true },
  { seconds: 3600, keptDays: days, withJobs: true },
  { seconds: 86_400, keptDays: days, withJobs: true },
];

async function makeNames(pool: Pool): Promise<void> {
  const word = (kind: number, value: string) =>
    pool.query('insert into dim (kind, value) values ($1, $2) on conflict do nothing', [kind, value]);
  await word(dimKinds.environment, 'production');
  await word(dimKinds.source, 'orders');
  await word(dimKinds.system, 'bullmq');
  await word(dimKinds.version, '1.0.0');
  for (let job = 0; job < jobsPerQueue; job++) await word(dimKinds.job, `job-${job}`);
  await pool.query(
    `insert into queue (environment_id, system_id, source_id, name)
     select e.id, s.id, o.id, 'queue-' || i from generate_series(1, $1::int4) as i,
       (select id from dim where kind = $2) as e, (select id from dim where kind = $3) as s, (select id from dim where kind = $4) as o`,
    [queueCount, dimKinds.environment, dimKinds.system, dimKinds.source],
  );
}

async function makeRollups(pool: Pool, runCount: number): Promise<void> {
  const perSecond = runCount / (days * 86_400) / queueCount;
  for (const { seconds, keptDays, withJobs } of grains) {
    const n = Math.max(1, Math.round(perSecond * seconds));
    const parts = withJobs
      ? [
          { share: 1, jobs: false },
          { share: 1 / jobsPerQueue, jobs: true },
        ]
      : [{ share: 1, jobs: false }];
    for (const { share, jobs } of parts) {
      const count = Math.max(1, Math.round(n * share));
      const dead = Math.floor(count / 50);
      const held = Math.min(count, 2_000);
      await pool.query(
        `insert into rollup (bucket, grain, queue_id, job_id, enqueued, started, succeeded, dead, failed_attempts, succeeded_attempts,
           duration_n, duration_sum_us, wait_n, wait_sum_us, duration_hist, wait_hist, total_hist)
         select bucket, $1::int4, queue.id, coalesce(job.id, 0), n, n, n - dead, dead, dead, n - dead, n, n::int8 * 150000, n, n::int8 * 40000, $4, $5, $4
         from generate_series(date_bin($6::interval, now() - $7::interval, 'epoch'), now(), $6::interval) as bucket
         cross join queue cross join (select $2::int4 as n, $3::int4 as dead) as cell left join dim job on $8::bool and job.kind = $9
         where not $8::bool or job.id is not null`,
        [
          seconds,
          count,
          dead,
          sketchOf(held, 150),
          sketchOf(held, 40),
          `${seconds} seconds`,
          `${keptDays} days`,
          jobs,
          dimKinds.job,
        ],
      );
    }
  }
}

/** Every 30 s for two days, and before that none: readings are kept for days only. */
async function makeReadings(pool: Pool): Promise<void> {
  await pool.query(
    `insert into sample (at, queue_id, queued, scheduled, running, retrying, dead, oldest_waiting_ms, workers)
     select at, queue.id, 5, 1, 2, 0, 3, 900, 4
     from generate_series(now() - interval '1 day', now(), interval '30 seconds') as at cross join queue`,
  );
}

/** Created, started, ended: every run's, as what tells them apart stands in its columns. */
function evidenceBody(): Buffer {
  const words = {
    environment: 'production',
    system: 'bullmq',
    queue: 'queue',
    source: 'orders',
    job: 'job',
    jobKey: '1',
  };
  const none = {
    worker: null,
    version: null,
    tenant: null,
    schedule: null,
    correlationId: null,
    errorType: null,
    errorMessage: null,
  };
  const { environment, system, queue, source } = words;
  const at = Date.now() * 1000;
  const common = {
    environment,
    system,
    queue,
    source,
    names: { jobId: '1' },
    atClock: 'backend',
    fidelity: 'reported',
  } as const;
  const item = (kind: Evidence['kind'], rest: Partial<Evidence>): Evidence => ({
    ...common,
    id: `1:${kind}`,
    kind,
    at,
    observedAt: at,
    ...rest,
  });
  const items = [
    item('created', { facts: { job: words.job } }),
    item('started', { attempt: 1 }),
    item('ended', { attempt: 1, outcome: 'succeeded', isFinal: true }),
  ];
  return packEvidenceInRow(items, { ...words, ...none, traceId: null });
}

/** The latest runs are hot: of some seconds at a few hundred a second. */
const hotRuns = 2_000;

/** A day at a time, one partition each. One in 50 is dead, one in 12 carries a correlation ID of its own. */
async function makeRuns(pool: Pool, runCount: number): Promise<void> {
  const perDay = Math.ceil(runCount / days);
  const evidence = evidenceBody();
  for (let day = 0; day < days; day++) {
    await pool.query(
      `insert into run (id, enqueued_at, started_at, finished_at, ordered_at, wait_us, duration_us, total_us, queue_id, source_id, job_id,
         version_id, state, attempts, failed_attempts, eventful, correlation_rank, correlation_id, job_key, error_type, error_message, error_fingerprint,
         evidence, place)
       select (lpad(to_hex((extract(epoch from at) * 1000)::int8), 12, '0') || '7' || substr(md5(i::text || at::text), 1, 3) || '8'
           || substr(md5(at::text || i::text), 1, 15))::uuid,
         at, at + interval '40 ms', at + interval '190 ms', at, 40000 + i % 9000, 150000 + i % 70000, 190000, queue.id, queue.source_id,
         job.id, version.id, case when i % 50 = 0 then 6 else 5 end, 1, case when i % 50 = 0 then 1 else 0 end, case when i % 50 = 0 then true end, 2,
         case when i % 12 = 0 then 'order-' || $1 || '-' || i end, i::text,
         case when i % 50 = 0 then 'Error' end, case when i % 50 = 0 then 'gateway timed out' end,
         case when i % 50 = 0 then decode(md5((i % 8)::text), 'hex') end, $7,
         case when $1::int4 = 0 and i <= $8 then 'h' else 'c' end::"char"
       from (select i, now() - make_interval(days => $1::int4) - (i::float8 / $2) * interval '23 hours' as at
             from generate_series(1, $2::int4) as i) as made
       join (select id, source_id, row_number() over (order by id) as place from queue) as queue on queue.place = made.i % $3 + 1
       join (select id, row_number() over (order by id) as place from dim where kind = $4) as job on job.place = made.i % $5 + 1
       join (select id from dim where kind = $6) as version on true`,
      [day, perDay, queueCount, dimKinds.job, jobsPerQueue, dimKinds.version, evidence, hotRuns],
    );
  }
}

/** Fills a migrated, empty database with `runCount` runs of 40 queues over 30 days. */
export async function makePanelData(pool: Pool, runCount: number): Promise<void> {
  // each call makes the days from eight before it on
  for (let back = days - 8; back >= 0; back -= 8) await createDays(pool, (Date.now() - back * 86_400_000) * 1000);
  await createDays(pool, Date.now() * 1000);
  await makeNames(pool);
  await makeRollups(pool, runCount);
  await makeReadings(pool);
  await makeRuns(pool, runCount);
  // some were started or finished after midnight
  await pool.query(
    `insert into run_reach (moment, day, id_day)
     select moment, day, day - 1 from generate_series($1::int4, $2::int4) as day cross join (values (1), (2)) as late(moment)`,
    [dayOf(Date.now() * 1000) - days, dayOf(Date.now() * 1000) + 1],
  );
  // One by one, as autovacuum does: it learns nothing of a table as a whole.
  const { rows } = await pool.query<{ name: string }>(
    `select relid::text as name from unnest('{run,sample}'::regclass[]) as parent cross join lateral pg_partition_tree(parent) where isleaf`,
  );
  for (const name of ['rollup', ...rows.map((row) => row.name)]) await pool.query(`vacuum (analyze) ${name}`);
}
