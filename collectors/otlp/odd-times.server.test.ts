// Times that cannot be, in records that may: due times, times of events, ends. Nothing of it costs a record, a partition or a neighbour.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDeriver } from '#lib/derive/start-deriver.ts';
import { readSettings } from '#lib/env.ts';
import type { RunningRole } from '#lib/role.ts';
import { jobSpan, jsonOf, jsonType, openTestDoor, post, type TestDoor, tracesOf } from './testing-door.ts';

const patient = { timeout: 30_000, interval: 100 };
let door: TestDoor;
let deriver: RunningRole;
beforeAll(async () => {
  door = await openTestDoor();
  deriver = await startDeriver({
    settings: { ...readSettings({}), databaseUrl: door.database.url },
    pool: door.database.pool,
  });
});
afterAll(async () => {
  await deriver.close();
  await door.close();
});

const count = async (sql: string) => (await door.database.pool.query<{ n: number }>(sql)).rows[0]?.n;
const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const odd = ['0', '1', '1000', '9223372036854775807', '9223372036854775808', '18446744073709551615'];

it('stores and derives spans whose events, due times and ends lie anywhere', async () => {
  const sidekiq = odd.map((timeUnixNano, index) =>
    jobSpan({
      attributes: [
        attribute('messaging.system', 'sidekiq'),
        attribute('messaging.sidekiq.job_class', 'Odd'),
        attribute('messaging.message_id', `${index}`.padStart(24, 'a')),
        attribute('messaging.destination', 'odd'),
      ],
      events: [
        { timeUnixNano, name: 'created_at' },
        { timeUnixNano, name: 'enqueued_at' },
      ],
    }),
  );
  const due = [
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '-1',
    '1e308',
    'soon',
    '253402300799999',
    '18446744073709551615',
  ];
  const scheduled = due.map((at, index) =>
    jobSpan({
      attributes: [
        attribute('job.id', `due-${index}`),
        attribute('job.queue', 'odd'),
        attribute('job.scheduled_at', at),
      ],
    }),
  );
  const ends = odd.map((endTimeUnixNano) => jobSpan({ endTimeUnixNano }));
  const spans = [...sidekiq, ...scheduled, ...ends];
  const answer = await post(`${door.url}/v1/traces`, jsonType, jsonOf(tracesOf(spans)));
  expect([answer.status, answer.body.toString()]).toEqual([200, '{}']);
  await expect
    .poll(() => count('select count(*)::int4 as n from run where redirect_to is null'), patient)
    .toBe(spans.length);
  await expect.poll(() => count('select count(*)::int4 as n from inbox'), patient).toBe(0);
  expect(await count('select count(*)::int4 as n from span')).toBe(spans.length);
  expect(await count('select count(*)::int4 as n from quarantine')).toBe(0);
  // No wait is made of them that nobody waited.
  expect(await count('select coalesce(max(wait_us), 0)::int8 as n from run')).toBeLessThan(60_000_000);
});
