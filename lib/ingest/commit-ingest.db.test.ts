import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { selectBacklog } from '#lib/db/inbox/select-backlog.ts';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import type { Pool } from '#lib/db/pool.ts';
import { jobStream } from '#lib/derive/testing/job-stream.ts';
import { commitIngest, LedgerRace } from '#lib/ingest/commit-ingest.ts';
import { acquireLease } from '#lib/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

const nowUs = Date.now() * 1000;
const evidence = jobStream({ runs: 10, runsPerSecond: 10, startUs: nowUs - 60_000_000 });
const sourceId = '0b0e7f4e-5a35-4d3e-9a0e-4a2b2f0f0001';
let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  await prepareDatabase(pool);
});
beforeEach(() => pool.query('truncate inbox, sample, gap, ingest_batch, source_state, lease'));
afterAll(() => database.drop());

const sample = {
  queue: 'mail',
  at: nowUs,
  queued: 3,
  scheduled: 0,
  running: null,
  retrying: 0,
  blocked: null,
  dead: 1,
  oldestWaitingMs: 1_500,
  workers: null,
  isPaused: false,
};

/** A pool whose inserts report one row each, whether or not one was written: what Citus 13 says of `on conflict do nothing`. */
function countsEveryInsert(real: Pool): Pool {
  const connect = async () => {
    const client = await real.connect();
    return new Proxy(client, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        if (key !== 'query') return value.bind(target);
        return (...args: unknown[]) => {
          const answer = Reflect.apply(value, target, args);
          // Only statements; a copy is a stream.
          if (typeof args[0] !== 'string') return answer;
          return answer.then((result: { command: string }) =>
            result.command === 'INSERT' ? { ...result, rowCount: 1 } : result,
          );
        };
      },
    });
  };
  return new Proxy(real, { get: (target, key) => (key === 'connect' ? connect : Reflect.get(target, key, target)) });
}

test('everything of a batch is there after one commit, and what nobody measured stays unknown', async () => {
  const gap = { queue: 'mail', from: nowUs - 10, to: nowUs, lost: null, cause: 'trimmed' as const };
  await commitIngest(pool, {
    evidence,
    samples: [{ environment: 'test', source: 'redis', system: 'bullmq', sample }],
    gaps: [{ source: 'redis', gap }],
  });
  expect((await selectBacklog(pool)).items).toBe(evidence.length);
  const samples = await pool.query('select queued, running, oldest_waiting_ms, is_paused from sample');
  expect(samples.rows).toEqual([{ queued: 3, running: null, oldest_waiting_ms: 1_500, is_paused: false }]);
  const gaps = await pool.query('select queue, lost, cause from gap');
  expect(gaps.rows).toEqual([{ queue: 'mail', lost: null, cause: 'trimmed' }]);
});

test('a request that was stored already is a no-op, also when it comes twice at once', async () => {
  const ledgerId = Buffer.alloc(32, 7);
  const answers = await Promise.all([1, 2, 3].map(() => commitIngest(pool, { ledgerId, evidence })));
  expect(answers.filter((a) => !a.isRepeat)).toHaveLength(1);
  expect((await selectBacklog(pool)).items).toBe(evidence.length);
});

test('hole 4: a server that counts conflicting rows as inserted, as Citus does, still stores a request once', async () => {
  const ledgerId = Buffer.alloc(32, 9);
  const counting = countsEveryInsert(pool);
  expect(await commitIngest(counting, { ledgerId, evidence })).toMatchObject({ isRepeat: false });
  expect(await commitIngest(counting, { ledgerId, evidence })).toMatchObject({ isRepeat: true });
  expect((await selectBacklog(pool)).items).toBe(evidence.length);
});

test('a cursor moves only together with its evidence and only for the holder of the lease', async () => {
  const lease = await acquireLease(pool, 'a', 'source:1');
  if (!lease) throw new Error('not acquired');
  const cursor = (offset: number) => ({ sourceId, lease, next: { offset }, clockOffsetMs: 2.5 });
  await commitIngest(pool, { evidence, cursor: cursor(1) });
  await pool.query(`update lease set expires_at = '-infinity'`);
  await acquireLease(pool, 'b', 'source:1');
  await expect(commitIngest(pool, { evidence, cursor: cursor(2) })).rejects.toMatchObject({ code: 'conflict' });
  const state = await pool.query('select cursor, clock_offset_ms from source_state');
  expect(state.rows).toEqual([{ cursor: { offset: 1 }, clock_offset_ms: 2.5 }]);
  expect((await selectBacklog(pool)).items).toBe(evidence.length);
});

test('a sample with a broken clock does not hold up its batch', async () => {
  const broken = { ...sample, at: nowUs + 900 * 86_400_000_000 };
  await commitIngest(pool, {
    evidence,
    samples: [{ environment: 'test', source: 'redis', system: 'bullmq', sample: broken }],
  });
  expect((await pool.query('select 1 from sample')).rowCount).toBe(1);
});

test('derivers are woken at commit', async () => {
  const client = await pool.connect();
  try {
    const woken = new Promise((resolve) => client.once('notification', resolve));
    await client.query('listen signalbox_inbox');
    await commitIngest(pool, { evidence });
    await expect(woken).resolves.toMatchObject({ channel: 'signalbox_inbox' });
  } finally {
    client.release(true);
  }
});

test('a group with a request that another transaction has committed meanwhile stores nothing and says so', async () => {
  const [first, second] = [evidence.slice(0, 5), evidence.slice(5, 10)];
  const id = Buffer.from('same request');
  await commitIngest(pool, { ledgerIds: [id], evidence: first });
  const group = { ledgerIds: [Buffer.from('another'), id], evidence: [...first, ...second] };
  await expect(commitIngest(pool, group)).rejects.toThrow(LedgerRace);
  expect((await selectBacklog(pool)).items).toBe(5);
});
