// A span that decodes well but that Postgres refuses, through the door: a constraint of the operator's own on the test's database.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { selectBacklog } from '#lib/db/inbox/select-backlog.ts';
import { selectQuarantine } from '#lib/db/quarantine/select-quarantine.ts';
import { selectQuarantined } from '#lib/db/trust/select-refusals.ts';
import { doorFigures, jobSpan, jsonOf, jsonType, openTestDoor, post, type TestDoor, tracesOf } from './testing-door.ts';

let door: TestDoor;
beforeAll(async () => {
  door = await openTestDoor();
  await door.database.pool.query(`alter table span add constraint no_poison check (duration_us <> 666)`);
});
afterAll(() => door.close());

const spanFor = (durationUs: number, more: object[] = []): Record<string, unknown> => {
  const span = jobSpan();
  const start = BigInt(Date.now() - 60_000) * 1_000_000n;
  const end = start + BigInt(durationUs) * 1_000n;
  const attributes = [...(span.attributes as object[]), ...more];
  return { ...span, startTimeUnixNano: String(start), endTimeUnixNano: String(end), attributes };
};

it('stores the 999 neighbours of a poison span, says so nowhere but in quarantine and counters, and goes on', async () => {
  const secret = { key: 'customer.card', value: { stringValue: '4111-secret' } };
  const spans = Array.from({ length: 1_000 }, (_, n) => spanFor(n === 400 ? 666 : 5_000 + n, [secret]));
  expect((await post(`${door.url}/v1/traces`, jsonType, jsonOf(tracesOf(spans, 'shop')))).status).toBe(200);
  const { pool } = door.database;
  const stored = await pool.query<{ n: number }>('select count(*)::int4 as n from span');
  expect(stored.rows[0]?.n).toBe(999);
  // what the poison span said about its run is not lost with it
  expect((await selectBacklog(pool)).items).toBe(1_000);
  const rows = await selectQuarantine(pool, 10);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ source: 'shop', records: 1, reason: expect.stringContaining('no_poison') });
  expect(rows[0]?.sample).toContain(String(spans[400]?.spanId));
  expect(JSON.stringify(rows)).not.toContain('4111');
  // where /trust reads
  expect(await selectQuarantined(pool)).toEqual(new Map([['shop', 1]]));
  expect(await doorFigures(door.url)).toMatchObject({ records_stored_total: 999, records_quarantined_total: 1 });
  expect((await post(`${door.url}/v1/traces`, jsonType, jsonOf(tracesOf([spanFor(7)])))).status).toBe(200);
});
