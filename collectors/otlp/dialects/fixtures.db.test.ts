// All fixtures in one environment through a real deriver, in requests that keep nothing together: the rows say what the truths say.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import { Deriver } from '#lib/derive/deriver.ts';
import { drain, holdAllShards } from '#lib/derive/testing/drain.ts';
import { snapshotRuns, structuralFaults } from '#lib/derive/testing/snapshot.ts';
import { deriveRun } from '#lib/domain/derive-run.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { spansToEvidence } from './index.ts';
import { fixtures, observedAt } from './testing-fixtures.ts';
import { untruths } from './testing-truth.ts';

/** Within a week of all fixtures: the names of runs live no longer. */
const nowUs = 1_795_600_000_000_000;
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await prepareDatabase(database.pool, nowUs);
});
afterAll(() => database.drop());

it('makes of all fixtures, span by span in any order and twice over, the runs that there were', {
  timeout: 240_000,
}, async () => {
  const { pool } = database;
  const toldApart = fixtures.filter(({ isToldApart }) => isToldApart);
  const spans = toldApart.flatMap((fixture) => fixture.spans());
  const [order = []] = fc.sample(fc.shuffledSubarray(spans, { minLength: spans.length }), { numRuns: 1, seed: 7 });
  const deriver = new Deriver(pool, { nowUs: () => nowUs, maxRows: 40 });
  const shards = await holdAllShards(pool);
  const size = 60;
  for (let from = 0; from < order.length; from += size) {
    // Some spans come again with the next request, each read by itself.
    const part = order.slice(Math.max(0, from - 10), from + size);
    await commitIngest(pool, { evidence: part.flatMap((span) => spansToEvidence([span], observedAt)) });
    await drain(deriver, shards);
  }
  await deriver.reset();
  const rows = (await snapshotRuns(pool)) as { evidence: Evidence[] }[];
  const known = rows.map(({ evidence }) => ({ run: deriveRun(evidence), items: evidence }));
  const truths = toldApart.flatMap((fixture) => fixture.truths);
  expect(untruths(known, truths, true)).toEqual([]);
  expect(await structuralFaults(pool)).toEqual([]);
});
