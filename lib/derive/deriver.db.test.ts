import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import type { Pool } from '#lib/db/pool.ts';
import { coolRuns } from '#lib/db/run/cool-runs.ts';
import { Deriver } from '#lib/derive/deriver.ts';
import { arbitraryEvidence } from '#lib/derive/testing/arbitrary-evidence.ts';
import { runsOf } from '#lib/derive/testing/definition.ts';
import { clearRuns, deriveAll, drain, holdAllShards } from '#lib/derive/testing/drain.ts';
import {
  edgeFaults,
  rollupsOfRuns,
  rollupsStored,
  snapshotRuns,
  structuralFaults,
} from '#lib/derive/testing/snapshot.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { compareEvidence } from '#lib/domain/unite-evidence.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

const startUs = Math.floor(Date.now() / 1000 - 3600) * 1_000_000;
let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  await prepareDatabase(pool);
});
afterAll(() => database.drop());

/** The runs of a snapshot as sets of item ids. */
const setsOf = (snapshot: unknown[]): string[] =>
  (snapshot as { evidence: Evidence[] }[]).map((run) => run.evidence.map((e) => e.id).join(' ')).sort();

async function expectExact(): Promise<void> {
  expect(await rollupsStored(pool)).toEqual(await rollupsOfRuns(pool));
  expect(await structuralFaults(pool)).toEqual([]);
  expect(await edgeFaults(pool)).toEqual([]);
}

/** A delivery: the items in some order, cut into batches, each batch perhaps sent again. */
const delivery = (length: number) =>
  fc.record({
    order: fc.shuffledSubarray(
      Array.from({ length }, (_, i) => i),
      { minLength: length, maxLength: length },
    ),
    batchSize: fc.integer({ min: 1, max: 8 }),
    again: fc.array(fc.nat({ max: Math.max(0, length - 1) }), { maxLength: 4 }),
    turnItems: fc.constantFrom(1, 1, 16_000),
    maxRows: fc.constantFrom(1, 2, 20_000),
    isParallel: fc.boolean(),
    deriveEvery: fc.integer({ min: 1, max: 4 }),
    isCooled: fc.boolean(),
  });
type Delivery = ReturnType<typeof delivery> extends fc.Arbitrary<infer T> ? T : never;

async function deliver(items: readonly Evidence[], how: Delivery, isChecked: boolean): Promise<void> {
  const order = [...how.order, ...how.again].map((i) => items[i] as Evidence);
  const batches: Evidence[][] = [];
  for (let i = 0; i < order.length; i += how.batchSize) batches.push(order.slice(i, i + how.batchSize));
  const deriver = new Deriver(pool, { maxRows: how.maxRows });
  const shards = await holdAllShards(pool);
  for (let i = 0; i < batches.length; i += how.deriveEvery) {
    const some = batches.slice(i, i + how.deriveEvery).map((evidence) => ({ evidence }));
    if (how.isParallel) await Promise.all(some.map((batch) => commitIngest(pool, batch)));
    else for (const batch of some) await commitIngest(pool, batch);
    await drain(deriver, shards, how.turnItems);
    // whatever there is goes to its day
    if (how.isCooled) await coolRuns(pool, (Date.now() + 3_600_000) * 1000);
    if (isChecked) await expectExact();
  }
  await deriver.reset();
  await pool.query('delete from lease');
}

describe('the deriver', () => {
  test('comes to the runs of the definition from any order, batching and repetition, with a tiny memory and merges', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryEvidence(startUs, 18).chain((items) => fc.tuple(fc.constant(items), delivery(items.length))),
        async ([items, how]) => {
          await clearRuns(pool);
          await deliver(items, how, false);
          const snapshot = await snapshotRuns(pool);
          const wanted = runsOf(items).map((run) =>
            [...run]
              .sort(compareEvidence)
              .map((e) => e.id)
              .join(' '),
          );
          expect(setsOf(snapshot)).toEqual(wanted.sort());
          await expectExact();
          await clearRuns(pool);
          await commitIngest(pool, { evidence: items });
          await deriveAll(pool);
          expect(snapshot).toEqual(await snapshotRuns(pool));
        },
      ),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 120), endOnFailure: true },
    );
  }, 300_000);

  test('keeps rollups exact after every commit', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryEvidence(startUs, 16).chain((items) => fc.tuple(fc.constant(items), delivery(items.length))),
        async ([items, how]) => {
          await clearRuns(pool);
          await deliver(items, how, true);
        },
      ),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 50), endOnFailure: true },
    );
  }, 300_000);
});
