import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDays } from '#lib/db/partition/create-days.ts';
import { dayOf, dayUs } from '#lib/db/partition/day.ts';
import { dropOldDays } from '#lib/db/partition/drop-days.ts';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import { selectDayRange, selectDays } from '#lib/db/partition/select-days.ts';
import { dayTables } from '#lib/db/partition/tables.ts';
import type { Pool } from '#lib/db/pool.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

const nowUs = Date.now() * 1000;
const today = dayOf(nowUs);
let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database.drop());

test('several processes may prepare at once; every table then has its days from 8 behind to 3 ahead', async () => {
  await Promise.all([1, 2, 3].map(() => prepareDatabase(pool, nowUs)));
  for (const { name } of dayTables) {
    expect(await selectDayRange(pool, name)).toEqual({ first: today - 8, last: today + 3 });
  }
  expect(await createDays(pool, nowUs)).toBe(0);
});

test('what is older than a table keeps is dropped, also when a crash left a day detached', async () => {
  const later = nowUs + 40 * dayUs;
  await createDays(pool, later);
  const { attached } = await selectDays(pool, 'run_cold');
  const first = attached[0] as number;
  await pool.query(
    `alter table run_cold detach partition run_cold_${new Date(first * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')} concurrently`,
  );
  expect((await selectDays(pool, 'run_cold')).detached).toEqual([first]);
  const { dropped, left } = await dropOldDays(pool, later);
  expect(dropped).toBeGreaterThan(50);
  expect(left).toBe(0);
  for (const table of dayTables) {
    const days = await selectDays(pool, table.name);
    expect(days.detached).toEqual([]);
    expect(days.attached[0]).toBeGreaterThanOrEqual(dayOf(later) - table.keepDays);
  }
});
