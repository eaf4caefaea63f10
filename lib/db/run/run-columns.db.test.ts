import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { columnsOf } from '#lib/db/columns-of.ts';
import { createDays } from '#lib/db/partition/create-days.ts';
import { dayOf, daySuffix } from '#lib/db/partition/day.ts';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import { rewriteQuietDays } from '#lib/db/partition/rewrite-day.ts';
import { selectDays } from '#lib/db/partition/select-days.ts';
import { boundsOf, type DayTable } from '#lib/db/partition/tables.ts';
import type { Pool } from '#lib/db/pool.ts';
import { coolRuns } from '#lib/db/run/cool-runs.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { jobStream } from '#lib/derive/testing/job-stream.ts';
import { snapshotRuns, structuralFaults } from '#lib/derive/testing/snapshot.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { createTestDatabase } from '#lib/testing/database.ts';

const migration = resolve(import.meta.dirname, '../migrations/0023-hot-runs-apart.sql');
const nowUs = Date.now() * 1000;
const today = dayOf(nowUs);
const partition = `run_cold_${daySuffix(today)}`;

/** Puts the table of runs as it was before they were hot or cold in the place of today's, with days whose columns have an order of their own. */
async function makeAsItWas(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ columns: string }>(
    `select string_agg(format('%I %s%s', attname, format_type(atttypid, atttypmod), case when attnotnull then ' not null' else '' end), ', ' order by attname) as columns
       from pg_attribute where attrelid = 'run'::regclass and attnum > 0 and not attisdropped and attname <> 'place'`,
  );
  const columns = (await columnsOf(pool, 'run')).filter((name) => name !== 'place').join(', ');
  const table: DayTable = { name: 'run', key: 'id', keepDays: 30 };
  const days = [today - 1, today, today + 1].map((day) => {
    const { from, to } = boundsOf(table, day);
    const name = `run_${daySuffix(day)}`;
    return `create table ${name} (${rows[0]?.columns}); alter table run attach partition ${name} for values from (${from}) to (${to});`;
  });
  await pool.query(
    `create table saved as select * from run;
     create table run_before (like run including defaults) partition by range (id);
     drop table run;
     alter table run_before rename to run;
     alter table run drop column place;
     alter table run add primary key (id);
     create index run_open on run (queue_id, ordered_at) where finished_at is null;
     create index run_trace on run (trace_id) where trace_id is not null;
     ${days.join('')}
     insert into run (${columns}) select ${columns} from saved;
     drop table saved;
     create table run_20200101 (id uuid)`,
  );
}

test('days of before outlive the upgrade, are written on, and are brought into order when they are rewritten', async () => {
  const { pool, drop } = await createTestDatabase();
  await prepareDatabase(pool);
  const stream = jobStream({ runs: 40, runsPerSecond: 20, startUs: nowUs - 60_000_000 });
  await commitIngest(pool, { evidence: stream.slice(0, 150) });
  await deriveAll(pool);
  const before = await snapshotRuns(pool);
  expect(before.length).toBeGreaterThan(10);
  await makeAsItWas(pool);

  await pool.query(readFileSync(migration, 'utf8'));
  await createDays(pool, nowUs);
  expect(await snapshotRuns(pool)).toEqual(before);
  const { attached } = await selectDays(pool, 'run_cold');
  expect(attached).toContain(today);
  expect(attached).toContain(today + 1);
  const order = await columnsOf(pool, 'run');
  expect(await columnsOf(pool, partition)).not.toEqual(order);
  expect(await columnsOf(pool, `run_cold_${daySuffix(today + 1)}`)).toEqual(order);
  // it was detached before, and not dropped yet
  expect((await pool.query(`select from pg_class where relkind = 'r' and relname ~ '^run_[0-9]'`)).rowCount).toBe(0);

  await commitIngest(pool, { evidence: stream.slice(150) });
  await deriveAll(pool);
  await coolRuns(pool, nowUs + 60_000_000);
  const whole = await snapshotRuns(pool);
  expect(whole).toHaveLength(40);
  expect(await rewriteQuietDays(pool, today)).toContain(today);
  expect(await columnsOf(pool, partition)).toEqual(order);
  expect(await snapshotRuns(pool)).toEqual(whole);
  expect(await structuralFaults(pool)).toEqual([]);
  await drop();
});
