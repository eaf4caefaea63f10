import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** What the start of a run changes, and what is written with each change. */
const ofEveryChange = ['state', 'started_at', 'wait_us', 'worker_id', 'attempts', 'fidelity', 'revision', 'evidence'];

test('no index names a column that the start of a run changes, so that its new version needs no entry in any', async () => {
  const { rows } = await database.pool.query<{ definition: string }>(
    `select pg_get_indexdef(indexrelid) as definition from pg_index where indrelid = 'run'::regclass`,
  );
  expect(rows.length).toBeGreaterThan(5);
  for (const { definition } of rows) {
    const words = definition.slice(definition.indexOf(' USING ')).split(/\W+/);
    expect(words.filter((word) => ofEveryChange.includes(word))).toEqual([]);
  }
});
