import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { dayOf, dayText, dayUs } from '#lib/db/partition/day.ts';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import { selectDayRange } from '#lib/db/partition/select-days.ts';
import type { Pool } from '#lib/db/pool.ts';
import { startDeriver } from '#lib/derive/start-deriver.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { jobStream } from '#lib/derive/testing/job-stream.ts';
import { rollupsOfRuns, rollupsStored } from '#lib/derive/testing/snapshot.ts';
import { readSettings } from '#lib/env.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { keepHouse } from '#lib/keep/keep.ts';
import { startKeeper } from '#lib/keep/start-keeper.ts';
import { log } from '#lib/log.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

const nowUs = Date.now() * 1000;
const today = dayOf(nowUs);
let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  log.level = 'silent';
  database = await createTestDatabase();
  pool = database.pool;
  await prepareDatabase(pool);
});
afterAll(() => database.drop());

const count = async (sql: string): Promise<number> => (await pool.query<{ n: number }>(sql)).rows[0]?.n ?? 0;

test('the deriver as started by its role derives what is ingested within a second, and stops cleanly', async () => {
  const settings = { ...readSettings({}), databaseUrl: database.url };
  const deriver = await startDeriver({ settings, pool });
  try {
    await vi.waitFor(
      async () => expect(await count(`select count(*)::int4 as n from lease where name like 'derive:%'`)).toBe(16),
      {
        timeout: 20_000,
        interval: 50,
      },
    );
    await commitIngest(pool, { evidence: jobStream({ runs: 50, runsPerSecond: 50, startUs: nowUs - 600_000_000 }) });
    await vi.waitFor(async () => expect(await count('select count(*)::int4 as n from run')).toBe(50), {
      timeout: 10_000,
      interval: 20,
    });
    expect(await count('select count(*)::int4 as n from inbox')).toBe(0);
    expect(await rollupsStored(pool)).toEqual(await rollupsOfRuns(pool));
  } finally {
    await deriver.close();
  }
  const held = `select count(*)::int4 as n from lease where name like 'derive%' and expires_at > clock_timestamp()`;
  expect(await count(held)).toBe(0);
});

test('the keeper moves runs that are over to their days as they cool down, and leaves those that are not', async () => {
  const startUs = Date.now() * 1000 - 2_000_000;
  await pool.query('delete from run');
  const stream = jobStream({ runs: 40, runsPerSecond: 40, startUs, seed: 7 });
  const told = stream.filter((item) => Number(item.names.jobId) > 20 || item.kind === 'created');
  await commitIngest(pool, { evidence: told.map((item) => ({ ...item, environment: 'cooling' })) });
  await deriveAll(pool);
  const keeper = await startKeeper({ settings: readSettings({}), pool });
  try {
    await expect
      .poll(() => count('select count(*)::int4 as n from run_cold where state = 5'), { timeout: 20_000 })
      .toBeGreaterThan(10);
    await expect
      .poll(() => count('select count(*)::int4 as n from run_hot where finished_at is not null'), { timeout: 20_000 })
      .toBe(0);
    expect(await count('select count(*)::int4 as n from run_hot')).toBeGreaterThan(10);
    expect(await count('select count(*)::int4 as n from run')).toBe(40);
  } finally {
    await keeper.close();
  }
});

test('of two keepers one keeps house, and gives the lease back when it stops', async () => {
  const settings = readSettings({});
  const keepers = await Promise.all([startKeeper({ settings, pool }), startKeeper({ settings, pool })]);
  await vi.waitFor(
    async () => expect(await count(`select count(*)::int4 as n from lease where name = 'keeper'`)).toBe(1),
    {
      timeout: 10_000,
      interval: 20,
    },
  );
  await Promise.all(keepers.map((keeper) => keeper.close()));
  expect(
    await count(`select count(*)::int4 as n from lease where name = 'keeper' and expires_at > clock_timestamp()`),
  ).toBe(0);
});

test('old ledger entries and rollups go, young ones stay, and partitions are made ahead', async () => {
  await pool.query(`insert into ingest_batch (id, at) values ('\\x01', now() - interval '49 hours'), ('\\x02', now())`);
  await pool.query(`insert into rollup (bucket, grain, queue_id, job_id, enqueued) values
    (now() - interval '3 days', 60, 1, 0, 1), (now() - interval '3 days', 300, 1, 0, 1), (now() - interval '20 days', 300, 1, 0, 1)`);
  await keepHouse(pool, nowUs + dayUs);
  expect(await count('select count(*)::int4 as n from ingest_batch')).toBe(1);
  expect(
    await count(
      `select count(*)::int4 as n from rollup where enqueued = 1 and job_id = 0 and bucket < now() - interval '2 days'`,
    ),
  ).toBe(1);
  expect((await selectDayRange(pool, 'run_cold'))?.last).toBe(today + 4);
});

test('names of runs that fall due later live on', async () => {
  const old = dayText(today - 7);
  await pool.query('truncate run_alias');
  const runs = await pool.query<{ id: string }>('select id from run limit 2');
  const [waiting, done] = runs.rows.map((r) => r.id);
  await pool.query(`update run set state = 0, finished_at = null, due_at = now() + interval '30 days' where id = $1`, [
    waiting,
  ]);
  await pool.query(
    `insert into run_alias (alias, day, run_id, kind) values (gen_random_uuid(), $1, $2, 1), (gen_random_uuid(), $1, $3, 1)`,
    [old, waiting, done],
  );
  expect((await keepHouse(pool, nowUs)).aliasesCarried).toBe(1);
  expect((await keepHouse(pool, nowUs)).aliasesCarried).toBe(0);
  const carried = await pool.query<{ run_id: string }>('select run_id from run_alias where day > $1', [old]);
  expect(carried.rows).toEqual([{ run_id: waiting }]);
});
