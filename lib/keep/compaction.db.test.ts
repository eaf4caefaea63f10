import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import type { Pool } from '#lib/db/pool.ts';
import { Deriver } from '#lib/derive/deriver.ts';
import { drain, holdAllShards } from '#lib/derive/testing/drain.ts';
import { jobStream } from '#lib/derive/testing/job-stream.ts';
import { rollupsOfRuns, rollupsStored } from '#lib/derive/testing/snapshot.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { compactAll } from '#lib/keep/keep.ts';
import { acquireLease } from '#lib/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  await prepareDatabase(pool);
});
afterAll(() => database.drop());

/** Stored sums and those of the runs, as one moment saw both. */
async function sumsOfOneMoment(): Promise<{ stored: unknown[]; wanted: unknown[] }> {
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    return { stored: await rollupsStored(client), wanted: await rollupsOfRuns(client) };
  } finally {
    await client.query('rollback');
    client.release();
  }
}

test('whoever reads while runs are derived and deltas compacted at once sees sums that are exact at that moment', async () => {
  const evidence = jobStream({ runs: 400, runsPerSecond: 4, startUs: (Date.now() - 3_600_000) * 1000, queues: 3 });
  const lease = await acquireLease(pool, 'test', 'keeper', 3_600_000);
  if (!lease) throw new Error('not acquired');
  let isDerived = false;
  const deriving = (async () => {
    const deriver = new Deriver(pool);
    const shards = await holdAllShards(pool);
    for (let from = 0; from < evidence.length; from += 120) {
      await commitIngest(pool, { evidence: evidence.slice(from, from + 120) });
      await drain(deriver, shards);
    }
    await deriver.reset();
    isDerived = true;
  })();
  let compacted = 0;
  const compacting = (async () => {
    while (!isDerived) compacted += await compactAll(pool, lease);
  })();
  let looks = 0;
  for (; !isDerived; looks++) {
    const { stored, wanted } = await sumsOfOneMoment();
    expect(stored).toEqual(wanted);
  }
  await Promise.all([deriving, compacting]);
  await compactAll(pool, lease);
  expect(looks).toBeGreaterThan(2);
  expect(compacted).toBeGreaterThan(100);
  const { rows } = await pool.query<{ n: number }>('select count(*)::int4 as n from rollup_delta');
  expect(rows[0]?.n).toBe(0);
  const { stored, wanted } = await sumsOfOneMoment();
  expect(stored).toEqual(wanted);
  expect(stored.length).toBeGreaterThan(50);
});
