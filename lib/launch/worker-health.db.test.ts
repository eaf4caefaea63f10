import { afterAll, beforeAll, expect, test } from 'vitest';
import { acquireLeases } from '#lib/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { idleDuties } from './worker-health.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a duty is idle until somebody holds its lease, and again when the lease has run out', async () => {
  expect((await idleDuties(database.pool)).sort()).toEqual(['deriver', 'keeper']);
  await acquireLeases(database.pool, 'a', ['deriver:a', 'keeper']);
  expect(await idleDuties(database.pool)).toEqual([]);
  await database.pool.query("update lease set expires_at = clock_timestamp() - interval '1 s' where name = 'keeper'");
  expect(await idleDuties(database.pool)).toEqual(['keeper']);
});
