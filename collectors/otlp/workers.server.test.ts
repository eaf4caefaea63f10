// What a worker says of itself in log records, seen where people look for it; and a run that is seen while it runs.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { selectWorkers } from '#lib/db/worker/select-workers.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { jsonOf, jsonType, openTestDoor, post, type TestDoor } from './testing-door.ts';

let door: TestDoor;
beforeAll(async () => {
  door = await openTestDoor();
});
afterAll(() => door.close());

const nanos = () => String(Date.now() * 1_000_000);
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const whole = (key: string, intValue: number) => ({ key, value: { intValue } });

async function say(record: object): Promise<void> {
  const resource = { attributes: [text('service.instance.id', 'host-7'), text('service.version', '1.2.3')] };
  const logRecords = [{ timeUnixNano: nanos(), severityNumber: 5, ...record }];
  const body = jsonOf({ resourceLogs: [{ resource, scopeLogs: [{ scope: { name: 'signalbox' }, logRecords }] }] });
  expect((await post(`${door.url}/v1/logs`, jsonType, body)).status).toBe(200);
}

const queues = { values: [{ stringValue: 'mail' }, { stringValue: 'print' }] };
const beat = (busy: number) => ({
  eventName: 'job.worker',
  attributes: [
    text('job.system', 'pg-boss'),
    { key: 'job.worker.queues', value: { arrayValue: queues } },
    whole('job.worker.busy', busy),
    whole('job.worker.concurrency', 5),
  ],
});

async function workers() {
  const all = { environments: null, systems: null, queues: null, workers: null, limit: 10, offset: 0 };
  return selectWorkers(door.database.pool, { ...all, fromMs: Date.now() - 60_000, toMs: Date.now() });
}

it('lists a worker that lives, with what it does, before any job was done', async () => {
  await say(beat(2));
  await expect.poll(workers, { timeout: 30_000 }).toMatchObject([
    {
      name: 'host-7',
      system: 'pg-boss',
      queues: ['mail', 'print'],
      version: '1.2.3',
      concurrency: 5,
      busy: 2,
      running: 0,
      busyShare: null,
    },
  ]);
  await say(beat(4));
  await expect.poll(async () => (await workers())[0]?.busy, { timeout: 30_000 }).toBe(4);
});

it('does not repeat what a worker said before it fell silent', async () => {
  await door.database.pool.query(`update worker set beat_at = now() - interval '5 minutes'`);
  expect(await workers()).toMatchObject([{ name: 'host-7', concurrency: null, busy: null }]);
});

it('knows a schedule that only the worker keeps', async () => {
  const attributes = [
    text('job.system', 'node-cron'),
    text('job.schedule.id', 'nightly'),
    text('job.schedule.cron', '0 3 * * *'),
    text('job.schedule.time_zone', 'Europe/Berlin'),
  ];
  await say({ eventName: 'job.schedule', attributes });
  const found = () =>
    door.database.pool
      .query(`select name, cron, time_zone from schedule where system = 'node-cron'`)
      .then(({ rows }) => rows);
  await expect
    .poll(found, { timeout: 30_000 })
    .toEqual([{ name: 'nightly', cron: '0 3 * * *', time_zone: 'Europe/Berlin' }]);
});

it('shows a run while it runs', async () => {
  const attributes = [
    text('job.system', 'job'),
    text('job.queue', 'mail'),
    text('job.name', 'send'),
    text('job.id', '42'),
  ];
  await say({ eventName: 'job.started', traceId: '1a'.repeat(16), spanId: '2b'.repeat(8), attributes });
  await deriveAll(door.database.pool);
  const { rows } = await door.database.pool.query(
    `select r.job_key, w.value as worker from run r join dim w on w.id = r.worker_id where r.finished_at is null`,
  );
  expect(rows).toEqual([{ job_key: '42', worker: 'host-7' }]);
});
