import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import type { Pool } from '#lib/db/pool.ts';
import { clearRuns, deriveAll } from '#lib/derive/testing/drain.ts';
import { jobStream, randomOf } from '#lib/derive/testing/job-stream.ts';
import { rollupsOfRuns, rollupsStored, snapshotRuns, structuralFaults } from '#lib/derive/testing/snapshot.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

let database: TestDatabase;
let pool: Pool;
beforeEach(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  await prepareDatabase(pool);
});
afterEach(() => database.drop());

const program = fileURLToPath(new URL('./testing/deriver-process.ts', import.meta.url));
function startDeriver(): ChildProcess {
  return spawn(process.execPath, [program, database.url, '300', '600'], { stdio: 'ignore' });
}

const count = async (sql: string): Promise<number> => (await pool.query<{ n: number }>(sql)).rows[0]?.n ?? 0;
const inboxRows = (): Promise<number> => count('select count(*)::int4 as n from inbox');
const epochs = (): Promise<number> =>
  count(`select coalesce(max(epoch), 0)::int8 as n from lease where name like 'derive:%'`);

test('killed with SIGKILL again and again and replaced through its leases, the deriver leaves the same runs and an empty inbox', async () => {
  const random = randomOf(7);
  // Producers that know no job id make merges; a second delivery of every fifth batch makes repetitions.
  const stream = jobStream({ runs: 1_500, runsPerSecond: 500, startUs: (Date.now() - 3_600_000) * 1000 }).map((item) =>
    item.id.endsWith(':created') ? { ...item, names: { createdBy: item.names.createdBy } } : item,
  );
  const batches: (typeof stream)[] = [];
  for (let i = 0; i < stream.length; i += 60) batches.push(stream.slice(i, i + 60));
  batches.push(...batches.filter((_, i) => i % 5 === 0));
  batches.sort(() => random() - 0.5);

  let kills = 0;
  let child = startDeriver();
  for (const [i, evidence] of batches.entries()) {
    await commitIngest(pool, { evidence });
    if (i % 30 !== 29) continue;
    // Killed once it has shown that it works, at a moment of its batches that nobody chose.
    const before = await inboxRows();
    await vi.waitFor(async () => expect(await inboxRows()).toBeLessThan(before), { timeout: 20_000, interval: 3 });
    child.kill('SIGKILL');
    await once(child, 'exit');
    kills++;
    child = startDeriver();
  }
  await vi.waitFor(async () => expect(await inboxRows()).toBe(0), { timeout: 40_000, interval: 50 });
  expect(kills).toBeGreaterThan(2);
  expect(await epochs()).toBeGreaterThan(kills);
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(child.exitCode).toBe(0);

  const afterKills = await snapshotRuns(pool);
  expect(afterKills).toHaveLength(1_500);
  expect(await rollupsStored(pool)).toEqual(await rollupsOfRuns(pool));
  expect(await structuralFaults(pool)).toEqual([]);
  expect(await count('select count(*)::int4 as n from quarantine')).toBe(0);

  await clearRuns(pool);
  await pool.query('delete from lease');
  for (let i = 0; i < stream.length; i += 500) await commitIngest(pool, { evidence: stream.slice(i, i + 500) });
  await deriveAll(pool);
  expect(afterKills).toEqual(await snapshotRuns(pool));
}, 180_000);

test('two derivers at once share the shards, and a deriver that stops gives its own to the other', async () => {
  const held = (): Promise<number> =>
    count(
      `select count(distinct holder)::int4 as n from lease where name like 'derive:%' and expires_at > clock_timestamp()`,
    );
  const first = startDeriver();
  await vi.waitFor(async () => expect(await held()).toBe(1), { timeout: 20_000, interval: 50 });
  const second = startDeriver();
  await vi.waitFor(async () => expect(await held()).toBe(2), { timeout: 20_000, interval: 50 });
  first.kill('SIGTERM');
  await once(first, 'exit');
  await vi.waitFor(async () => expect(await held()).toBe(1), { timeout: 20_000, interval: 50 });
  second.kill('SIGTERM');
  await once(second, 'exit');
}, 90_000);
