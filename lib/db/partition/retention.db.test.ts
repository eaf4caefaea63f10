import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDays } from '#lib/db/partition/create-days.ts';
import { dayOf, daySuffix, dayUs } from '#lib/db/partition/day.ts';
import { dropOldDays } from '#lib/db/partition/drop-days.ts';
import { lockTimeoutMs } from '#lib/db/partition/patient-client.ts';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import { rewriteQuietDays } from '#lib/db/partition/rewrite-day.ts';
import { selectDays, selectPending } from '#lib/db/partition/select-days.ts';
import { dayTables } from '#lib/db/partition/tables.ts';
import { type Client, createPool, type Pool } from '#lib/db/pool.ts';
import { coolRuns } from '#lib/db/run/cool-runs.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { jobStream } from '#lib/derive/testing/job-stream.ts';
import { snapshotRuns, structuralFaults } from '#lib/derive/testing/snapshot.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

const nowUs = Date.now() * 1000;
const today = dayOf(nowUs);
let database: TestDatabase;
let pool: Pool;
/** Its statements fail when they wait for a lock clearly longer than any chore may hold one up. */
let impatient: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  await prepareDatabase(pool);
  impatient = createPool({ url: `${database.url}?options=-c%20lock_timeout%3D${lockTimeoutMs * 4}` });
  const { rows } = await impatient.query<{ lock_timeout: string }>('show lock_timeout');
  expect(rows[0]?.lock_timeout).toBe('2s');
});
afterAll(async () => {
  await impatient.end();
  await database.drop();
});

let batches = 0;
const someEvidence = (agoUs = 60_000_000) => {
  const startUs = nowUs - agoUs;
  return jobStream({ runs: 20, runsPerSecond: 20, startUs, seed: ++batches }).map((item) => ({
    ...item,
    environment: `batch-${batches}`,
  }));
};

/** Ingests and derives again and again until `work` is done. */
async function whileIngesting<T>(work: Promise<T>): Promise<{ result: T; rounds: number }> {
  let isDone = false;
  const result = work.finally(() => {
    isDone = true;
  });
  result.catch(() => {});
  let rounds = 0;
  for (; !isDone || rounds < 2; rounds++) {
    await commitIngest(impatient, { evidence: someEvidence() });
    await deriveAll(impatient);
  }
  return { result: await result, rounds };
}

async function holding<T>(sql: string, work: () => Promise<T>): Promise<T> {
  const reader: Client = await pool.connect();
  try {
    await reader.query('begin isolation level repeatable read');
    await reader.query(sql);
    return await work();
  } finally {
    await reader.query('rollback');
    reader.release();
  }
}

const pastTheirTime = async (): Promise<number> => {
  let count = 0;
  for (const { name, keepDays } of dayTables) {
    const { attached, detached } = await selectDays(pool, name);
    count += [...attached, ...detached].filter((day) => day < today - keepDays).length;
  }
  return count;
};

test('while somebody reads for long, old days are left and ingest and deriving go on; then they go', async () => {
  await createDays(pool, nowUs - 40 * dayUs);
  const old = await pastTheirTime();
  expect(old).toBeGreaterThan(20);
  const reading = `select count(*) from run union all select count(*) from attempt union all select count(*) from run_alias`;
  const { result } = await holding(reading, () => whileIngesting(dropOldDays(pool, nowUs)));
  expect(result.left).toBeGreaterThan(0);
  expect(result.dropped).toBeGreaterThan(0);
  // What a time limit left half detached is in the way neither of new days nor of another try that fails.
  expect(await selectPending(pool, 'run_cold')).toHaveLength(1);
  await createDays(pool, nowUs + dayUs);
  await holding(`select count(*) from run`, () => whileIngesting(dropOldDays(pool, nowUs)));
  // Deriving itself may be reading at the moment of a try.
  await expect
    .poll(async () => (await whileIngesting(dropOldDays(pool, nowUs))).result.left, { timeout: 60_000 })
    .toBe(0);
  expect(await pastTheirTime()).toBe(0);
  expect(await selectPending(pool, 'run_cold')).toEqual([]);
}, 120_000);

test('a day that was cut off half detached is dropped with its whole table whole', async () => {
  await createDays(pool, nowUs - 40 * dayUs);
  const { attached } = await selectDays(pool, 'span');
  const first = `span_${daySuffix(attached[0] as number)}`;
  await holding('select count(*) from span', async () => {
    await expect(impatient.query(`alter table span detach partition ${first} concurrently`)).rejects.toThrow(
      'lock timeout',
    );
  });
  expect(await selectPending(pool, 'span')).toEqual([first]);
  expect((await dropOldDays(pool, nowUs)).left).toBe(0);
  expect(await pastTheirTime()).toBe(0);
});

/** Runs of a day that has long gone quiet, some of them written several times. */
async function fillDay(day: number): Promise<void> {
  await pool.query('truncate inbox, run, run_alias, attempt, edge, rollup, rollup_delta');
  await pool.query(`delete from setting where key = 'run-days-rewritten-to'`);
  const evidence = someEvidence((today - day) * dayUs);
  for (let from = 0; from < evidence.length; from += 40) {
    await commitIngest(pool, { evidence: evidence.slice(from, from + 40) });
    await deriveAll(pool);
    await coolRuns(pool, nowUs + 60_000_000);
  }
}
const fileOf = async (day: number) =>
  (await pool.query<{ file: number }>(`select pg_relation_filenode('run_cold_${daySuffix(day)}') as file`)).rows[0]
    ?.file;
const indexes = async (day: number): Promise<string[]> => {
  const { rows } = await pool.query<{ d: string }>(
    `select regexp_replace(pg_get_indexdef(indexrelid), '^.* USING ', '') as d from pg_index where indrelid = 'run_cold_${daySuffix(day)}'::regclass order by 1`,
  );
  return rows.map((row) => row.d);
};

test('a quiet day is rewritten once, all of it, with its indexes, while everything goes on', async () => {
  const day = today - 8;
  await fillDay(day);
  const before = await snapshotRuns(pool);
  expect(before).toHaveLength(20);
  const had = await indexes(day);
  const { result } = await whileIngesting(rewriteQuietDays(pool, day));
  expect(result).toContain(day);
  const rows = (await snapshotRuns(pool)).map((run) => JSON.stringify(run));
  expect(rows).toEqual(expect.arrayContaining(before.map((run) => JSON.stringify(run))));
  expect(await indexes(day)).toEqual(had);
  expect((await selectDays(pool, 'run_cold')).attached).toContain(day);
  expect(await structuralFaults(pool)).toEqual([]);
  expect(await rewriteQuietDays(pool, day)).toEqual([]);
});

test('a day that is written while it is copied is left as it is for the next call', async () => {
  const day = today - 8;
  await fillDay(day);
  const file = await fileOf(day);
  const writer: Client = await pool.connect();
  await writer.query('begin');
  const touched = await writer.query(`update run_cold_${daySuffix(day)} set revision = revision + 1`);
  expect(touched.rowCount).toBe(20);
  const rewriting = rewriteQuietDays(pool, day);
  const copied = `select 1 from pg_locks l join pg_class c on c.oid = l.relation
    where c.relname = 'run_cold_${daySuffix(day)}' and l.mode = 'ShareLock' and not l.granted`;
  await expect.poll(async () => (await pool.query(copied)).rowCount, { timeout: 10_000, interval: 5 }).toBe(1);
  await writer.query('commit');
  writer.release();
  expect(await rewriting).not.toContain(day);
  expect(await fileOf(day)).toBe(file);
  expect(await rewriteQuietDays(pool, day)).toEqual([day]);
  const { rows } = await pool.query<{ n: number }>(`select min(revision) as n from run_cold_${daySuffix(day)}`);
  expect(rows[0]?.n).toBeGreaterThan(1);
});
