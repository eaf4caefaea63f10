import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import type { Pool } from '#lib/db/pool.ts';
import { isPassing, runDeriver } from '#lib/derive/run-deriver.ts';
import { clearRuns, deriveAll } from '#lib/derive/testing/drain.ts';
import { jobStream } from '#lib/derive/testing/job-stream.ts';
import { packEvidence } from '#lib/domain/pack-evidence.ts';
import { packedInRowVersion } from '#lib/domain/packed-layout.ts';
import { AppError } from '#lib/errors.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { log } from '#lib/log.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  log.level = 'silent';
  database = await createTestDatabase();
  pool = database.pool;
  await prepareDatabase(pool);
});
afterAll(() => database.drop());

const stream = jobStream({ runs: 20, runsPerSecond: 10, startUs: (Date.now() - 3_600_000) * 1000 });
const count = async (table: string): Promise<number> =>
  (await pool.query<{ n: number }>(`select count(*)::int4 as n from ${table}`)).rows[0]?.n ?? 0;

test('an inbox row that cannot be unpacked is kept in quarantine and holds up nothing', async () => {
  const body = Buffer.from('not evidence');
  await pool.query('insert into inbox (shard, items, body) values (0, 1, $1), (3, 1, $1)', [body]);
  await commitIngest(pool, { evidence: stream });
  await deriveAll(pool);
  expect(await count('inbox')).toBe(0);
  expect(await count('run')).toBe(20);
  const kept = await pool.query<{ sample: Buffer }>('select sample from quarantine');
  expect(kept.rows.map((r) => r.sample)).toEqual([body, body]);
});

test('a row that a newer version has packed stays for it, and nothing is put aside', async () => {
  const before = await count('quarantine');
  const body = packEvidence(stream);
  body[0] = packedInRowVersion + 1;
  await pool.query('insert into inbox (shard, items, body) values (0, 1, $1)', [body]);
  await expect(deriveAll(pool)).rejects.toMatchObject({ code: 'unavailable' });
  expect([await count('inbox'), await count('quarantine')]).toEqual([1, before]);
  await pool.query('delete from inbox');
});

test('a row that makes its whole batch fail is found, put aside, and the others are derived', async () => {
  await clearRuns(pool);
  // Stands for any fault that lies in the data: the database refuses this one run whatever is tried.
  await pool.query(`create function refuse() returns trigger language plpgsql as $$
    begin if new.job_key = '7' then raise exception 'refused' using errcode = '22000'; end if; return new; end $$`);
  await pool.query('create trigger refuse before insert on run for each row execute function refuse()');
  for (const item of stream) await commitIngest(pool, { evidence: [item] });
  const stop = new AbortController();
  const running = runDeriver({ databaseUrl: database.url, pool, signal: stop.signal, windowMs: 1 });
  await vi.waitFor(async () => expect(await count('inbox')).toBe(0), { timeout: 50_000, interval: 50 });
  stop.abort();
  await running;
  expect(await count('run')).toBe(19);
  expect(await count('quarantine')).toBe(stream.filter((item) => item.names.jobId === '7').length);
});

test('faults of the connection and of leases pass by themselves, faults of the data do not', () => {
  const coded = (code: string): Error => Object.assign(new Error('x'), { code });
  for (const code of ['08006', '57P01', '40P01', '53300', 'ECONNREFUSED']) expect(isPassing(coded(code))).toBe(true);
  expect(isPassing(new AppError('conflict', 'A lease was taken over.'))).toBe(true);
  for (const code of ['22021', '23505', '42703']) expect(isPassing(coded(code))).toBe(false);
  expect(isPassing(new TypeError('x is not a function'))).toBe(false);
});
