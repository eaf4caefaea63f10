import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, useDatabase } from '#lib/api/testing/call.ts';
import { fillWorld } from '#lib/api/testing/fixture.ts';
import { mintToken } from '#lib/auth/api-token.ts';
import { insertKey } from '#lib/db/key/insert-key.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { exposition } from '#lib/metrics/exposition.ts';
import { jobMetrics } from '#lib/metrics/job-metrics.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { GET } from './route.ts';

let database: TestDatabase;
const dayMs = 86_400_000;
/** Counters are of one UTC day: just after midnight, what happened a minute ago is filled in, and asked for, before it. */
const filledAt = Date.now() % dayMs < 120_000 ? Date.now() - 180_000 : Date.now();
beforeAll(async () => {
  database = await createTestDatabase();
  useDatabase(database.url);
  await fillWorld(database.pool, filledAt);
});
afterAll(async () => {
  await webPool().end();
  await database.drop();
});

/** Of lines `name{labels} value` the value, or undefined. */
const figureOf = (text: string, name: string, ...labels: string[]): number | undefined => {
  const line = text
    .split('\n')
    .find((one) => one.startsWith(`${name}{`) && labels.every((label) => one.includes(label)));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
};

it('tells of queues and jobs what happened to them, and of alerts', async () => {
  const body = exposition(await jobMetrics(database.pool, null, filledAt));
  expect(figureOf(body, 'signalbox_queue_runs_total', 'queue="reports"', 'outcome="succeeded"')).toBe(30);
  expect(figureOf(body, 'signalbox_queue_runs_total', 'queue="email"', 'outcome="dead"')).toBe(2);
  expect(figureOf(body, 'signalbox_job_runs_total', 'job="send-receipt"', 'outcome="dead"')).toBe(2);
  expect(figureOf(body, 'signalbox_queue_duration_seconds_count', 'queue="reports"')).toBe(30);
  expect(figureOf(body, 'signalbox_queue_duration_seconds_bucket', 'queue="reports"', 'le="1"')).toBe(10);
  expect(figureOf(body, 'signalbox_queue_depth', 'queue="email"', 'state="queued"')).toBe(3);
  expect(figureOf(body, 'signalbox_queue_depth', 'queue="email"', 'state="retrying"')).toBeUndefined();
  expect((await call<string>(GET, '/metrics')).body).toContain('# TYPE signalbox_alert_active gauge');
});

it('tells who is bound to one environment of that one alone', async () => {
  const { token, hash, prefix } = mintToken('read');
  await insertKey(database.pool, { name: 'p', scope: 'read', environment: 'staging', hash, prefix, createdBy: 'test' });
  const { status, body } = await call<string>(GET, '/metrics', { token });
  expect(status).toBe(200);
  expect(body).not.toContain('environment="demo"');
  expect(exposition(await jobMetrics(database.pool, 'staging', filledAt))).toContain('queue="hidden"');
});
