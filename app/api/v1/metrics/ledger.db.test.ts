// Every metric of the contract against a ledger of what really happened: counts exact, percentiles within 1.1 %.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, useDatabase } from '#lib/api/testing/call.ts';
import { email, payments } from '#lib/api/testing/fixture.ts';
import { evidenceOf, type LedgerJob, makeLedger, nearestRank } from '#lib/api/testing/ledger.ts';
import type { HeatmapAnswer } from '#lib/contracts/heatmap.ts';
import type { JobList, VersionList } from '#lib/contracts/job.ts';
import { type Metric, type MetricAnswer, metrics } from '#lib/contracts/metric.ts';
import type { Composition, QueueList } from '#lib/contracts/queue.ts';
import type { RunList } from '#lib/contracts/run.ts';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { GET as deploysRoute } from '../deploys/route.ts';
import { GET as versionsRoute } from '../jobs/[id]/versions/route.ts';
import { GET as jobsRoute } from '../jobs/route.ts';
import { GET as compositionRoute } from '../queues/[id]/composition/route.ts';
import { GET as queuesRoute } from '../queues/route.ts';
import { GET as runsRoute } from '../runs/route.ts';
import { GET as heatmapRoute } from './heatmap/route.ts';
import { GET as metricRoute } from './query/route.ts';

let database: TestDatabase;
const stepMs = 300_000;
const steps = 5;
const toMs = Math.floor(Date.now() / stepMs) * stepMs - stepMs;
const fromMs = toMs - steps * stepMs;
const iso = (ms: number) => new Date(ms).toISOString();
const span = `from=${iso(fromMs)}&to=${iso(toMs)}`;
const lanes = [payments, email];
const jobs: LedgerJob[] = makeLedger(fromMs, 18 * 60_000, 180);
const waits = { lane: email, id: 'open', job: 'send-digest', enqueuedAt: toMs - 60_000 };

/** A reading a minute of each lane, at the half of the minute. */
const readings = lanes.flatMap((lane, place) =>
  Array.from({ length: steps * 5 }, (_, minute) => ({
    lane,
    at: fromMs + minute * 60_000 + 30_000,
    queued: 3 * minute + place,
    scheduled: place,
    running: 1 + place,
    retrying: minute % 3,
    dead: minute * (place + 1),
    oldestWaitingMs: 1_000 * (minute + place),
    workers: 4,
  })),
);

beforeAll(async () => {
  database = await createTestDatabase();
  useDatabase(database.url);
  await prepareDatabase(database.pool, Date.now() * 1000);
  await commitIngest(database.pool, {
    evidence: evidenceOf([...jobs, { ...waits, attempts: [], isDead: false, correlationId: 'none', version: '1.1.0' }]),
    spans: [],
    samples: readings.map(({ lane, at, ...gauges }) => ({
      environment: 'demo',
      source: lane.source,
      system: lane.system,
      sample: { queue: lane.queue, at: at * 1000, blocked: null, isPaused: false, ...gauges },
    })),
    gaps: [],
  });
  await deriveAll(database.pool);
});

afterAll(async () => {
  await webPool().end();
  await database.drop();
});

const ask = async (metric: Metric, query = ''): Promise<MetricAnswer> =>
  (await call<MetricAnswer>(metricRoute, `/api/v1/metrics/query?${span}&stepMs=${stepMs}&metric=${metric}${query}`))
    .body;
const last = (job: LedgerJob) => job.attempts.at(-1) as LedgerJob['attempts'][number];
const first = (job: LedgerJob) => job.attempts[0] as LedgerJob['attempts'][number];

/** One step of the ledger, by plain counting. */
function counted(step: number, among: readonly LedgerJob[]) {
  const isIn = (ms: number) => Math.floor((ms - fromMs) / stepMs) === step;
  const started = among.filter((job) => isIn(first(job).startedAt));
  const finished = among.filter((job) => isIn(last(job).finishedAt));
  const attempts = among.flatMap((job) => job.attempts.map((attempt, place) => ({ ...attempt, job, place })));
  const ended = attempts.filter(({ finishedAt }) => isIn(finishedAt));
  const failed = ended.filter(({ isOk }) => !isOk);
  const dead = finished.filter(({ isDead }) => isDead).length;
  const enqueued = among.filter(({ enqueuedAt }) => isIn(enqueuedAt)).length;
  const durations = finished.map((job) => last(job).finishedAt - last(job).startedAt);
  const waited = started.map((job) => first(job).startedAt - job.enqueuedAt);
  const totals = finished.map((job) => last(job).finishedAt - job.enqueuedAt);
  const handoffs = started.flatMap((job) => {
    const before = jobs.filter(
      (one) =>
        one.correlationId === job.correlationId &&
        one.lane.queue !== job.lane.queue &&
        last(one).finishedAt <= first(job).startedAt,
    );
    return before.length > 0 ? [first(job).startedAt - Math.max(...before.map((one) => last(one).finishedAt))] : [];
  });
  const at = readings.filter((reading) => reading.at === fromMs + (step + 1) * stepMs - 30_000);
  const sum = (of: (reading: (typeof readings)[number]) => number) => at.reduce((all, one) => all + of(one), 0);
  const deathsBefore = step === 0 ? null : 5 * (1 + 2);
  const net = finished.length - enqueued;
  const waiting = sum((one) => one.queued + one.retrying);
  const expected: Record<Metric, { value: number | null; isNear?: boolean }> = {
    'runs.enqueued': { value: enqueued },
    'runs.started': { value: started.length },
    'runs.succeeded': { value: finished.length - dead },
    'runs.dead': { value: dead },
    'runs.failureRate': { value: finished.length ? dead / finished.length : null },
    'attempts.failed': { value: failed.length },
    'attempts.failureRate': { value: ended.length ? failed.length / ended.length : null },
    'attempts.retried': { value: failed.filter(({ job, place }) => place < job.attempts.length - 1).length },
    'duration.p50': { value: nearestRank(durations, 50), isNear: true },
    'duration.p95': { value: nearestRank(durations, 95), isNear: true },
    'duration.p99': { value: nearestRank(durations, 99), isNear: true },
    'duration.max': { value: nearestRank(durations, 100), isNear: true },
    'duration.mean': { value: durations.length ? durations.reduce((a, b) => a + b, 0) / durations.length : null },
    'wait.p50': { value: nearestRank(waited, 50), isNear: true },
    'wait.p95': { value: nearestRank(waited, 95), isNear: true },
    'wait.p99': { value: nearestRank(waited, 99), isNear: true },
    'wait.max': { value: nearestRank(waited, 100), isNear: true },
    'total.p95': { value: nearestRank(totals, 95), isNear: true },
    'depth.queued': { value: sum((one) => one.queued) },
    'depth.running': { value: sum((one) => one.running) },
    'depth.scheduled': { value: sum((one) => one.scheduled) },
    'depth.retrying': { value: sum((one) => one.retrying) },
    'dead.size': { value: sum((one) => one.dead) },
    'dead.growth': { value: deathsBefore },
    'oldest.waitingMs': { value: Math.max(...at.map((one) => one.oldestWaitingMs)) },
    'workers.count': { value: 8 },
    'workers.busyShare': { value: 3 / 8 },
    'arrival.rate': { value: enqueued / (stepMs / 1000) },
    'service.rate': { value: finished.length / (stepMs / 1000) },
    'drain.seconds': { value: net > 0 && finished.length >= 10 ? (waiting / net) * (stepMs / 1000) : null },
    'handoff.p95': { value: nearestRank(handoffs, 95), isNear: true },
    'slo.burnRate': { value: finished.length ? dead / finished.length / 0.01 : null },
  };
  return expected;
}

describe('what a metric says is what happened', () => {
  it.each(metrics)('%s', async (metric) => {
    const { series } = await ask(metric);
    const points = series[0]?.points ?? [];
    expect(points.map(([at]) => at)).toEqual(Array.from({ length: steps }, (_, step) => iso(fromMs + step * stepMs)));
    const all = [...jobs, { ...waits, attempts: [{ startedAt: 0, finishedAt: 0, isOk: true }], isDead: false }];
    for (const [step, [, value]] of points.entries()) {
      const { value: expected, isNear } = counted(step, all as LedgerJob[])[metric];
      if (expected === null || value === null) expect(value, `step ${step}`).toBe(expected);
      else
        expect(Math.abs(value - expected), `step ${step}`).toBeLessThanOrEqual(
          isNear ? expected * 0.011 : expected * 1e-9,
        );
    }
  });

  it('adds up over the queues, the jobs and the source that it is asked by', async () => {
    const total = ({ series }: MetricAnswer) =>
      series.flatMap(({ points }) => points).reduce((sum, [, value]) => sum + (value ?? 0), 0);
    const succeeded = jobs.filter((job) => !job.isDead && last(job).finishedAt < toMs);
    expect(total(await ask('runs.succeeded', '&groupBy=queue,job'))).toBe(succeeded.length);
    const refunds = succeeded.filter(({ job }) => job === 'refund').length;
    expect(total(await ask('runs.succeeded', '&job=refund'))).toBe(refunds);
    const charged = succeeded.filter(({ lane }) => lane === payments).length;
    expect(total(await ask('runs.succeeded', `&source=${payments.source}`))).toBe(charged);
    expect(total(await ask('runs.succeeded', '&source=nobody'))).toBe(0);
  });
});

describe('what stands behind a figure', () => {
  it('is as many runs as each cell of a heatmap counts', async () => {
    for (const [of, by, name] of [
      ['duration', 'finishedAt', 'DurationMs'],
      ['wait', 'startedAt', 'WaitMs'],
    ]) {
      const { body } = await call<HeatmapAnswer>(
        heatmapRoute,
        `/api/v1/metrics/heatmap?${span}&stepMs=${stepMs}&queue=payments&of=${of}`,
      );
      expect(body.cells.length).toBeGreaterThan(10);
      for (const [step, band, n] of body.cells) {
        const { leastMs, belowMs } = body.bands[band] as HeatmapAnswer['bands'][number];
        const at = `from=${iso(fromMs + step * stepMs)}&to=${iso(fromMs + (step + 1) * stepMs)}`;
        const { body: list } = await call<RunList>(
          runsRoute,
          `/api/v1/runs?queue=payments&by=${by}&${at}&min${name}=${leastMs}&max${name}=${belowMs}&limit=200`,
        );
        expect(list.items, `${of} step ${step} band ${band}`).toHaveLength(n);
      }
    }
  });

  it('is told by version, before and after a deploy', async () => {
    const { body: list } = await call<JobList>(jobsRoute, `/api/v1/jobs?${span}&job=charge`);
    const id = list.items[0]?.id ?? '';
    const { body } = await call<VersionList>(versionsRoute, `/api/v1/jobs/${id}/versions?${span}`, { params: { id } });
    expect(body.items.map(({ version }) => version)).toEqual(['1.1.0', '1.0.0']);
    for (const figures of body.items) {
      const done = jobs.filter(
        (job) => job.job === 'charge' && job.version === figures.version && last(job).finishedAt < toMs,
      );
      const durations = done.map((job) => last(job).finishedAt - last(job).startedAt);
      expect(figures.dead + figures.succeeded).toBe(done.length);
      expect(figures.durationMs).toEqual({
        p50: nearestRank(durations, 50),
        p95: nearestRank(durations, 95),
        p99: nearestRank(durations, 99),
        max: nearestRank(durations, 100),
        n: done.length,
      });
    }
    const deploys = await call<{ items: object[] }>(deploysRoute, `/api/v1/deploys?from=now-2h&queue=nowhere`);
    expect(deploys.body.items).toEqual([]);
  });

  it('is what is open in a queue now, by job', async () => {
    const { body: queues } = await call<QueueList>(queuesRoute, `/api/v1/queues?queue=email`);
    const id = queues.items[0]?.id ?? '';
    const { body } = await call<Composition>(compositionRoute, `/api/v1/queues/${id}/composition`, { params: { id } });
    expect(body).toEqual({
      items: [
        {
          job: 'send-digest',
          queued: 1,
          scheduled: 0,
          running: 0,
          retrying: 0,
          blocked: 0,
          oldestQueuedAt: iso(waits.enqueuedAt),
        },
      ],
      isCut: false,
    });
    expect((await call(compositionRoute, '/api/v1/queues/x/composition', { params: { id: 'x' } })).status).toBe(404);
  });
});
