import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a cloned database has the migrated schema and its partitions', async () => {
  const { rows } = await database.pool.query(
    "select count(*) n from pg_inherits where inhparent = 'run_cold'::regclass",
  );
  expect(Number(rows[0].n)).toBeGreaterThan(3);
});
