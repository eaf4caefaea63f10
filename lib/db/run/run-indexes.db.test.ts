import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Of what changes from one version of a run to the next, an error alone has an index, and few runs have one. */
const indexed = [
  ['id'],
  ['queue_id', 'ordered_at'],
  ['error_fingerprint', 'ordered_at'],
  ['schedule_id', 'ordered_at'],
];

test('no index of hot runs names a column that changes as a run goes on, so that its new version needs no entry in any', async () => {
  const { rows } = await database.pool.query<{ columns: string[]; condition: string | null }>(
    `select array_agg(attname::text order by place) as columns, pg_get_expr(indpred, indrelid) as condition
       from pg_index cross join lateral unnest(indkey::int2[]) with ordinality as key(number, place)
       join pg_attribute on attrelid = indrelid and attnum = number
      where indrelid = 'run_hot'::regclass group by indexrelid, indpred, indrelid`,
  );
  expect(rows.map(({ columns }) => columns).sort()).toEqual(indexed.sort());
  for (const { columns, condition } of rows)
    expect([null, `(${columns[0]} IS NOT NULL)`], columns.join()).toContain(condition);
});
