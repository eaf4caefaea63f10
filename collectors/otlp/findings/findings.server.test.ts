// From what senders do wrong to what a person reads: through a real door and a real deriver.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getTrust } from '#lib/api/get-trust.ts';
import { callerFor } from '#lib/auth/authorise.ts';
import type { Principal } from '#lib/auth/principal.ts';
import type { Trust } from '#lib/contracts/trust.ts';
import { trust as trustContract } from '#lib/contracts/trust.ts';
import { startDeriver } from '#lib/derive/start-deriver.ts';
import { readSettings } from '#lib/env.ts';
import type { RunningRole } from '#lib/role.ts';
import { jobSpan, jsonOf, jsonType, openTestDoor, post, type TestDoor } from '../testing-door.ts';

const patient = { timeout: 30_000, interval: 200 };
const hourMs = 3_600_000;
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

const reader = (environment: string | null): Principal => ({
  kind: 'token',
  actor: 'test',
  name: 'test',
  email: null,
  role: 'viewer',
  environment,
});
const read = (environment: string | null = null): Promise<Trust> =>
  getTrust(callerFor(door.database.pool, reader(environment)), Date.now());

async function send(service: string, environment: string, spans: object[]): Promise<void> {
  const attributes = Object.entries({ 'service.name': service, 'deployment.environment.name': environment }).map(
    ([key, stringValue]) => ({ key, value: { stringValue } }),
  );
  const message = {
    resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: 'homegrown' }, spans }] }],
  };
  expect((await post(`${door.url}/v1/traces`, jsonType, jsonOf(message))).status).toBe(200);
}
const at = (ms: number) => ({ startTimeUnixNano: `${ms - 50}000000`, endTimeUnixNano: `${ms}000000` });

it('tells people, per sender and environment, what was refused and why, how clocks stand, and what to change', async () => {
  const now = Date.now();
  await send('late-clock', 'qa', [jobSpan(at(now + 3 * hourMs)), jobSpan(at(now + 3 * hourMs)), jobSpan(at(now))]);
  await send('late-clock', 'staging', [jobSpan(at(now - 400 * 24 * hourMs))]);
  await send('sloppy', 'qa', [
    jobSpan({ ...at(now + 20 * 60_000), droppedAttributesCount: 7 }),
    jobSpan({ attributes: [], kind: 4, links: [{ traceId: 'e'.repeat(32), spanId: 'f'.repeat(16), flags: 0x300 }] }),
  ]);
  const found = async () => {
    const { items } = await read();
    return items
      .find((item) => item.source === 'sloppy')
      ?.advice.map((one) => one.code)
      .sort();
  };
  await expect
    .poll(found, patient)
    .toEqual([
      'clock-ahead',
      'dropped-by-exporter',
      'no-correlation',
      'no-enqueue',
      'sampled-out-link',
      'unclaimed-scope',
    ]);

  const answer = await read();
  expect(trustContract.parse(answer)).toEqual(answer);
  const refused = answer.items
    .filter((item) => item.source === 'late-clock')
    .map(({ environment, rejected }) => [environment, rejected.map(({ reason, count, fix }) => [reason, count, fix])]);
  expect(Object.fromEntries(refused)).toEqual({
    qa: [
      [
        'too-far-ahead',
        2,
        'The clock of late-clock is 3.0 h ahead: set it right. Times up to 1 h ahead of ours are taken.',
      ],
    ],
    staging: [['too-old', 1, expect.stringContaining('1.1 years old')]],
  });
  const sloppy = answer.items.find((item) => item.source === 'sloppy');
  expect(sloppy?.environment).toBe('qa');
  expect(sloppy?.freshness.clockOffsetMs).toBeGreaterThan(19 * 60_000);
  const adviceOf = (code: string) => sloppy?.advice.find((one) => one.code === code);
  expect(adviceOf('unclaimed-scope')).toMatchObject({ count: 1, subject: 'homegrown', runId: null });
  expect(adviceOf('no-correlation')?.text).toContain('1 of 1');
  // One to open: a real run.
  const runId = adviceOf('no-correlation')?.runId;
  const { rows } = await door.database.pool.query('select id from run where id = $1', [runId]);
  expect(rows).toHaveLength(1);

  const onlyStaging = await read('staging');
  expect(onlyStaging.items.map((item) => item.source)).toEqual(['late-clock']);
  expect(answer.idle).toEqual(['keeper']);
  expect(answer.partitions.daysAhead).toBe(3);
});
