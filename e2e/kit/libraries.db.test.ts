import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { startRedis, type TestRedis } from '#lib/testing/redis.ts';
import type { SeenSpan } from '#otel/testing/otlp-proto.ts';
import { type OtlpSink, startOtlpSink } from '#otel/testing/otlp-sink.ts';
import { startWorker } from './start-worker.ts';

let sink: OtlpSink;
let database: TestDatabase;
let redis: TestRedis;
let said: Record<string, { id?: string }>;
beforeAll(async () => {
  [sink, database, redis] = await Promise.all([startOtlpSink(), createTestDatabase(), startRedis()]);
  const worker = startWorker('libraries-worker.fixture.ts', {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    SIGNALBOX_OTLP_URL: sink.url,
    SIGNALBOX_STARTED_AFTER_MS: '0',
    SIGNALBOX_HEARTBEAT_MS: '50',
  });
  const [output, [code]] = await Promise.all([text(worker.stdout), once(worker, 'exit')]);
  expect(code).toBe(0);
  said = JSON.parse(output);
}, 180_000);
afterAll(() => Promise.all([sink.close(), database.drop(), redis.stop()]));

const spanCalled = (name: string): SeenSpan => {
  const span = sink.spans.find((one) => one.name === name);
  if (!span) throw new Error(`no span ${name}`);
  return span;
};
const eventsCalled = (name: string) => sink.logs.filter(({ eventName }) => eventName === name);

it('gives tasks and list workers their data as it was sent', () => {
  expect(said).toEqual({ print: { orderId: 7 }, label: { to: 'a' }, message: { id: expect.any(String), to: 'b' } });
});

it('carries one trace and one correlation ID through Graphile Worker and a Redis list', () => {
  const way = ['send print', 'process print', 'send label', 'process label', 'send labels', 'process labels'].map(
    spanCalled,
  );
  expect(new Set(way.map(({ traceId }) => traceId)).size).toBe(1);
  expect(way.map(({ attributes }) => attributes['correlation.id'])).toEqual(way.map(() => 'order-7'));
  expect(way.map(({ kind }) => kind)).toEqual([4, 5, 4, 5, 4, 5]);
  expect(way.slice(1).map(({ parentSpanId }) => parentSpanId)).toEqual(way.slice(0, -1).map(({ spanId }) => spanId));
});

it('names jobs as their backends do', () => {
  const send = spanCalled('send print').attributes;
  expect(spanCalled('process print').attributes).toMatchObject({
    'job.system': 'graphile-worker',
    'job.queue': 'print',
    'job.name': 'print',
    'job.id': send['job.id'],
    'job.attempt': 1,
    'job.max_attempts': 4,
    'job.priority': 2,
    'job.outcome': 'succeeded',
  });
  expect(spanCalled('process labels').attributes).toMatchObject({
    'job.system': 'redis-list',
    'job.queue': 'labels',
    'job.id': said.message?.id,
    'job.max_attempts': 2,
  });
});

it('declares a node-cron schedule with its zone, and says when a run was due', () => {
  expect(eventsCalled('job.schedule')[0]?.attributes).toMatchObject({
    'job.system': 'node-cron',
    'job.schedule.id': 'tick',
    'job.schedule.cron': '* * * * * *',
    'job.schedule.time_zone': 'Europe/Berlin',
  });
  const tick = spanCalled('process tick');
  expect(tick).toMatchObject({
    parentSpanId: '',
    attributes: { 'job.schedule.id': 'tick', 'job.outcome': 'succeeded' },
  });
  const due = Date.parse(String(tick.attributes['job.scheduled_at']));
  expect(due % 1000).toBe(0);
  expect(tick.start / 1e6 - due).toBeGreaterThanOrEqual(-50);
});

it('tells of attempts while they run, under their own spans', () => {
  const started = eventsCalled('job.started');
  const attempts = sink.spans.filter(({ kind }) => kind === 5);
  expect(new Set(started.map(({ spanId }) => spanId))).toEqual(new Set(attempts.map(({ spanId }) => spanId)));
  const print = spanCalled('process print');
  expect(started.find(({ spanId }) => spanId === print.spanId)).toMatchObject({
    traceId: print.traceId,
    attributes: { 'job.id': print.attributes['job.id'], 'job.attempt': 1, 'correlation.id': 'order-7' },
  });
});

it('says that a worker lives, on which queues, and how many jobs it would run at once', () => {
  const beats = eventsCalled('job.worker').filter(({ attributes }) => attributes['job.system'] === 'graphile-worker');
  expect(beats[0]?.attributes).toMatchObject({ 'job.worker.queues': ['print', 'label'], 'job.worker.concurrency': 3 });
  expect(beats[0]?.resource['service.instance.id']).toMatch(/-\d+$/);
});
