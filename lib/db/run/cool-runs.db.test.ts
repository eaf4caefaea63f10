import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import type { Pool } from '#lib/db/pool.ts';
import { clearRuns, deriveAll } from '#lib/derive/testing/drain.ts';
import { jobStream } from '#lib/derive/testing/job-stream.ts';
import { rollupsOfRuns, rollupsStored, snapshotRuns, structuralFaults } from '#lib/derive/testing/snapshot.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { coolRuns, deleteOutlived } from './cool-runs.ts';

const second = 1_000_000;
const startUs = (Date.now() - 5_000) * 1000;
const runs = 60;
const stream = jobStream({ runs, runsPerSecond: 60, startUs, queues: 3 });
/** When whatever is there has cooled down. */
const lateUs = startUs + 600 * second;
const perCase = Number(process.env.PROPERTY_RUNS ?? 12);

let database: TestDatabase;
let pool: Pool;
let expected: unknown;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  await prepareDatabase(pool);
  await derive(stream);
  expected = await runsThere();
});
afterAll(() => database.drop());
beforeEach(() => clearRuns(pool));

/** As if in the middle of the stream, when hardly anything is cold. */
async function derive(evidence: readonly Evidence[]): Promise<void> {
  await commitIngest(pool, { evidence });
  await deriveAll(pool, { nowUs: () => startUs + second });
}

const count = async (table: string): Promise<number> =>
  (await pool.query<{ n: number }>(`select count(*)::int4 as n from ${table}`)).rows[0]?.n ?? 0;
const hot = () => count('run_hot');
const runsThere = async () => ({ runs: await snapshotRuns(pool), rollups: await rollupsStored(pool) });
const rows = async () => (await pool.query('select * from run order by id')).rows.map(({ place: _, ...row }) => row);

test('moves every column of every run, and each is there once', async () => {
  await derive(stream);
  const before = await rows();
  expect(before).toHaveLength(runs);
  const left = await hot();
  expect(left).toBeGreaterThan(runs / 2);
  expect(await coolRuns(pool, lateUs)).toBe(left);
  expect(await hot()).toBe(0);
  expect(await rows()).toEqual(before);
});

test('moves a run some seconds after its end, one that is open a minute after it came', async () => {
  await derive(stream.filter(({ kind }) => kind === 'created'));
  expect(await coolRuns(pool, startUs + 50 * second)).toBe(0);
  expect(await coolRuns(pool, startUs + 60.5 * second)).toBeGreaterThan(20);
  expect(await coolRuns(pool, startUs + 70 * second)).toBeGreaterThan(0);
  expect(await hot()).toBe(0);

  await clearRuns(pool);
  await derive(stream);
  const { rows: found } = await pool.query<{ us: number }>(
    'select (extract(epoch from max(finished_at)) * 1000000)::int8 as us from run',
  );
  const lastEnd = found[0]?.us ?? 0;
  await coolRuns(pool, lastEnd + 1.9 * second);
  const left = await hot();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(runs);
  await coolRuns(pool, lastEnd + 2.1 * second);
  expect(await hot()).toBe(0);
});

test('an open run of which nothing was told for a minute is made hot again by what is told then', async () => {
  const isFirst = (item: Evidence): boolean => item.kind === 'created';
  await derive(stream.filter(isFirst));
  await coolRuns(pool, lateUs);
  const waiting = await count('run_open');
  expect(waiting).toBeGreaterThan(runs / 2);
  expect(await count('run')).toBe(waiting);
  const rest = stream.filter((item) => !isFirst(item));
  await derive(rest.slice(0, rest.length / 2));
  expect(await count('run_open')).toBeLessThan(waiting);
  expect(await hot()).toBeGreaterThan(0);
  await coolRuns(pool, lateUs);
  await derive(rest.slice(rest.length / 2));
  await coolRuns(pool, lateUs);
  expect([await hot(), await count('run_open'), await count('run_cold')]).toEqual([0, 0, runs]);
  expect(await runsThere()).toEqual(expected);
});

test('what ended, or came, by a clock that is ahead does not stay for as long as it is ahead', async () => {
  await derive(stream);
  const left = await hot();
  expect(left).toBeGreaterThan(runs / 2);
  expect(await coolRuns(pool, startUs - 3_600 * second)).toBe(left);
});

test('whatever was moved at whatever moment between two batches, evidence leads to the same runs', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 70 })), {
        minLength: 1,
        maxLength: 8,
      }),
      fc.boolean(),
      async (parts, isReversed) => {
        await clearRuns(pool);
        const order = isReversed ? stream.toReversed() : stream;
        let from = 0;
        for (const [size, coolAfter] of [...parts, [stream.length, 0] as const]) {
          await derive(order.slice(from, from + size));
          from += size;
          await coolRuns(pool, startUs + coolAfter * second);
        }
        expect(await runsThere()).toEqual(expected);
        expect(await structuralFaults(pool)).toEqual([]);
        expect(await rollupsStored(pool)).toEqual(await rollupsOfRuns(pool));
      },
    ),
    { numRuns: perCase },
  );
}, 120_000);

test('while a deriver writes, all that can be moved is moved again and again, and no update is lost', async () => {
  let isDone = false;
  let moved = 0;
  const cooling = (async () => {
    while (!isDone) moved += await coolRuns(pool, lateUs);
  })();
  try {
    for (let from = 0; from < stream.length; from += 7) await derive(stream.slice(from, from + 7));
  } finally {
    isDone = true;
    await cooling;
  }
  expect(moved).toBeGreaterThan(runs / 2);
  expect(await runsThere()).toEqual(expected);
  expect(await structuralFaults(pool)).toEqual([]);
});

test('waits for nobody for long: what a deriver is writing stays until the next time, and nothing else', async () => {
  await derive(stream);
  const left = await hot();
  const writer = await pool.connect();
  await writer.query('begin; update run_hot set revision = revision + 1 where id in (select id from run_hot limit 10)');
  expect(await coolRuns(pool, lateUs)).toBe(left - 10);
  await writer.query('commit');
  writer.release();
  expect(await coolRuns(pool, lateUs)).toBe(10);
});

test('runs whose day has been dropped go with it', async () => {
  await derive(stream.filter(({ kind }) => kind === 'created'));
  await coolRuns(pool, startUs + 60.5 * second);
  const left = [await hot(), await count('run_open')];
  for (const n of left) expect(n).toBeGreaterThan(5);
  const day = Math.floor(startUs / 86_400e6);
  await deleteOutlived(pool, day);
  expect([await hot(), await count('run_open')]).toEqual(left);
  await deleteOutlived(pool, day + 2);
  expect(await count('run')).toBe(0);
});
