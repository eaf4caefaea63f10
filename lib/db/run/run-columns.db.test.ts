import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { createDays } from '#lib/db/partition/create-days.ts';
import { dayOf, daySuffix } from '#lib/db/partition/day.ts';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import { rewriteQuietDays } from '#lib/db/partition/rewrite-day.ts';
import { selectDays } from '#lib/db/partition/select-days.ts';
import { boundsOf, dayTables } from '#lib/db/partition/tables.ts';
import type { Pool } from '#lib/db/pool.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { jobStream } from '#lib/derive/testing/job-stream.ts';
import { snapshotRuns, structuralFaults } from '#lib/derive/testing/snapshot.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { createTestDatabase } from '#lib/testing/database.ts';

const migration = resolve(import.meta.dirname, '../migrations/0022-runs-in-order-of-change.sql');
const nowUs = Date.now() * 1000;
const today = dayOf(nowUs);
const partition = `run_${daySuffix(today)}`;

const columnsOf = async (pool: Pool, table: string): Promise<string[]> => {
  const { rows } = await pool.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [table],
  );
  return rows.map((row) => row.name);
};

/** Puts a day made with its columns in an order of its own in the place of today. */
async function makeOtherwise(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ columns: string }>(
    `select string_agg(format('%I %s%s', attname, format_type(atttypid, atttypmod), case when attnotnull then ' not null' else '' end), ', ' order by attname) as columns
       from pg_attribute where attrelid = 'run'::regclass and attnum > 0 and not attisdropped`,
  );
  const { from, to } = boundsOf(dayTables.find(({ name }) => name === 'run') as (typeof dayTables)[number], today);
  await pool.query(
    `alter table run detach partition ${partition}; drop table ${partition};
     create table ${partition} (${rows[0]?.columns}); alter table ${partition} add primary key (id);
     create index own_trace on ${partition} (trace_id) where trace_id is not null;
     alter table run attach partition ${partition} for values from (${from}) to (${to})`,
  );
}

test('a day whose columns stand in another order outlives the upgrade, is written on, and is brought into order when it is rewritten', async () => {
  const { pool, drop } = await createTestDatabase();
  await prepareDatabase(pool);
  await makeOtherwise(pool);
  const stream = jobStream({ runs: 40, runsPerSecond: 20, startUs: nowUs - 60_000_000 });
  await commitIngest(pool, { evidence: stream.slice(0, 150) });
  await deriveAll(pool);
  const before = await snapshotRuns(pool);
  expect(before.length).toBeGreaterThan(10);

  await pool.query(readFileSync(migration, 'utf8'));
  await createDays(pool, nowUs);
  expect(await snapshotRuns(pool)).toEqual(before);
  const { attached } = await selectDays(pool, 'run');
  expect(attached).toContain(today);
  expect(attached).toContain(today + 1);
  const order = await columnsOf(pool, 'run');
  expect(await columnsOf(pool, partition)).not.toEqual(order);
  expect(await columnsOf(pool, `run_${daySuffix(today + 1)}`)).toEqual(order);

  await commitIngest(pool, { evidence: stream.slice(150) });
  await deriveAll(pool);
  const whole = await snapshotRuns(pool);
  expect(whole).toHaveLength(40);
  expect(await rewriteQuietDays(pool, today)).toContain(today);
  expect(await columnsOf(pool, partition)).toEqual(order);
  expect(await snapshotRuns(pool)).toEqual(whole);
  expect(await structuralFaults(pool)).toEqual([]);
  await drop();
});
