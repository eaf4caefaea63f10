// The Node examples that no other test here runs, as they are copied.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { startRedis, type TestRedis } from '#lib/testing/redis.ts';
import { type OtlpSink, startOtlpSink } from '#otel/testing/otlp-sink.ts';
import { type Example, startExample } from './start-example.ts';

const patience = 300_000;
let sink: OtlpSink;
let redis: TestRedis;
let database: TestDatabase;
const started: Example[] = [];
beforeAll(async () => {
  [sink, redis, database] = await Promise.all([startOtlpSink(), startRedis(), createTestDatabase()]);
}, patience);
afterAll(async () => {
  await Promise.all(started.map((one) => one.stop()));
  await Promise.all([sink.close(), redis.stop(), database.drop()]);
}, patience);

function start(file: string): Example {
  const example = startExample(file, {
    SIGNALBOX_OTLP_URL: sink.url,
    REDIS_URL: redis.url,
    DATABASE_URL: database.url,
    OTEL_SERVICE_NAME: file,
  });
  started.push(example);
  return example;
}
const spans = (file: string) => sink.spans.filter(({ resource }) => resource['service.name'] === file);
const told = (file: string, name: string) => spans(file).find((span) => span.name === name)?.attributes;

it(
  'list.js sends and works off a message',
  async () => {
    await start('list.js').until('label for 3');
    await sink.until(() => told('list.js', 'process labels') !== undefined);
    expect(told('list.js', 'process labels')).toMatchObject({
      'job.system': 'redis-list',
      'correlation.id': 'order-3',
    });
  },
  patience,
);

it(
  'graphile.js adds and does a job, and ends when it is told to',
  async () => {
    const example = start('graphile.js');
    await sink.until(() => told('graphile.js', 'process pack') !== undefined);
    expect(told('graphile.js', 'process pack')).toMatchObject({ 'job.max_attempts': 5, 'correlation.id': 'order-4' });
    expect(await example.stop()).toBeNull();
  },
  patience,
);

it(
  'cron.js ticks, and ends in good order',
  async () => {
    const example = start('cron.js');
    await example.until('reporting');
    await sink.until(() => told('cron.js', 'process report') !== undefined);
    expect(told('cron.js', 'process report')).toMatchObject({ 'job.schedule.id': 'report' });
    expect(await example.stop()).toBe(0);
  },
  patience,
);
