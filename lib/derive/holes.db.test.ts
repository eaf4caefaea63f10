// One test for each hole that a first design of this fell into.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDays } from '#lib/db/partition/create-days.ts';
import { dayUs } from '#lib/db/partition/day.ts';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import type { Pool } from '#lib/db/pool.ts';
import { Deriver } from '#lib/derive/deriver.ts';
import { clearRuns, deriveAll, drain, holdAllShards } from '#lib/derive/testing/drain.ts';
import { rollupsOfRuns, rollupsStored, snapshotRuns, structuralFaults } from '#lib/derive/testing/snapshot.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { isLateFidelity } from '#lib/domain/fidelity.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { compactAll } from '#lib/keep/keep.ts';
import { acquireLease } from '#lib/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

const nowUs = Date.now() * 1000;
const startUs = nowUs - 3_600_000_000;
let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  await prepareDatabase(pool);
});
beforeEach(async () => {
  await clearRuns(pool);
  await pool.query('delete from lease');
});
afterAll(() => database.drop());

let serial = 0;
function fact(part: Partial<Evidence>): Evidence {
  const at = part.at ?? startUs;
  return {
    environment: 'test',
    source: 'redis',
    system: 'bullmq',
    queue: 'mail',
    names: { jobId: '1' },
    id: `fact-${serial++}`,
    kind: 'facts',
    at,
    observedAt: at + 1_000,
    atClock: 'backend',
    fidelity: 'reported',
    ...part,
  };
}
const span = (n: number) => ({ traceId: `${n}`.padStart(32, 'a'), spanId: `${n}`.padStart(16, 'b') });

async function derive(evidence: Evidence[], options: { nowUs?: () => number } = {}): Promise<void> {
  await commitIngest(pool, { evidence });
  await deriveAll(pool, options);
}
const sets = async (): Promise<string[]> =>
  ((await snapshotRuns(pool)) as { evidence: Evidence[] }[]).map((r) => r.evidence.map((e) => e.id).join(' ')).sort();
async function expectExact(): Promise<void> {
  expect(await rollupsStored(pool)).toEqual(await rollupsOfRuns(pool));
  expect(await structuralFaults(pool)).toEqual([]);
}

test('a re-used job id is two runs, and a birth learnt late takes its share from the run before it only', async () => {
  const second = startUs + 60_000_000;
  const early = fact({ id: 'early', kind: 'started', at: startUs + 1_000_000, attempt: 1 });
  const late = fact({ id: 'late', kind: 'started', at: second + 1_000_000, attempt: 1 });
  await derive([fact({ id: 'born-1', kind: 'created', names: { jobId: '1', bornAt: startUs } }), early, late]);
  expect(await sets()).toEqual(['born-1 early late']);
  await derive([fact({ id: 'born-2', kind: 'created', at: second, names: { jobId: '1', bornAt: second } })]);
  expect(await sets()).toEqual(['born-1 early', 'born-2 late']);
  await expectExact();
});

test('what only its producer knew is attached to the one job of that span', async () => {
  await derive([fact({ id: 'send', kind: 'created', names: { createdBy: span(1) } })]);
  await derive([fact({ id: 'work', kind: 'started', at: startUs + 10, names: { jobId: '1', createdBy: span(1) } })]);
  expect(await sets()).toEqual(['send work']);
  await expectExact();
});

test('a bulk producer neither glues its jobs nor makes a run beside them: one of them has what only the producer knew', async () => {
  const job = (n: number) =>
    fact({ id: `job-${n}`, kind: 'started', at: startUs + n, names: { jobId: `${n}`, createdBy: span(2) } });
  const alone = async () => (await sets()).map((set) => set.replace(/send ?(send-again)?/, '').trim());
  await derive([fact({ id: 'send', kind: 'created', names: { createdBy: span(2) } }), job(1)]);
  expect(await sets()).toEqual(['send job-1']);
  for (const n of [2, 3, 4, 5, 6]) await derive([job(n)]);
  expect((await alone()).sort()).toEqual(['job-1', 'job-2', 'job-3', 'job-4', 'job-5', 'job-6']);
  await derive([fact({ id: 'send-again', at: startUs + 5, names: { createdBy: span(2) } })]);
  expect((await sets()).filter((set) => set.includes('send'))).toEqual([
    expect.stringMatching(/^send job-\d send-again$/),
  ]);
  await expectExact();
});

test('two rows that turn out to be one run become the older id, and the younger leads to it', async () => {
  await derive([fact({ id: 'work', kind: 'started', at: startUs + 10_000 })]);
  await derive([fact({ id: 'send', kind: 'created', at: startUs, names: { createdBy: span(3) } })]);
  await derive([fact({ id: 'claim', at: startUs + 20_000, names: { jobId: '1', createdBy: span(3) } })]);
  const rows = await pool.query<{ id: string; redirect_to: string | null }>(
    'select id, redirect_to from run order by id',
  );
  expect(rows.rows.map((r) => r.redirect_to)).toEqual([null, rows.rows[0]?.id]);
  expect(await sets()).toEqual(['send work claim']);
  await derive([fact({ id: 'more', at: startUs + 30_000 })]);
  expect(await sets()).toEqual(['send work claim more']);
  await expectExact();
});

test('hole 18: after a merge the names of the run that is gone lead to the one that stayed, also once that was forgotten', async () => {
  const deriver = new Deriver(pool, { maxRows: 1 });
  const shards = await holdAllShards(pool);
  const feed = async (...evidence: Evidence[]): Promise<void> => {
    await commitIngest(pool, { evidence });
    await drain(deriver, shards);
    await expectExact();
  };
  const others = (from: number): Evidence[] =>
    [0, 1, 2, 3].map((n) => fact({ kind: 'created', names: { jobId: `other-${from + n}` }, at: startUs + from + n }));
  await feed(fact({ id: 'work', kind: 'started', at: startUs + 10_000, attempt: 1 }));
  await feed(fact({ id: 'send', kind: 'created', at: startUs, names: { createdBy: span(4) } }));
  await feed(fact({ id: 'claim', at: startUs + 20_000, names: { jobId: '1', createdBy: span(4) } }));
  // The survivor is dropped from memory while the names stay, then each of its names brings evidence, in one batch and apart.
  await feed(fact({ kind: 'created', names: { jobId: 'other' } }));
  await feed(
    fact({ id: 'told-again', at: startUs + 25_000, names: { createdBy: span(4) } }),
    fact({ id: 'failed', kind: 'ended', at: startUs + 30_000, attempt: 1, outcome: 'failed' }),
  );
  await feed(...others(0));
  await feed(fact({ id: 'told-late', at: startUs + 26_000, names: { createdBy: span(4) } }));
  await feed(...others(10));
  await feed(fact({ id: 'done', kind: 'ended', at: startUs + 40_000, attempt: 2, outcome: 'succeeded' }));
  expect((await sets()).filter((set) => set.includes(' '))).toEqual([
    'send work claim told-again told-late failed done',
  ]);
  await deriver.reset();
});

test('hole 19: a memory too small for one batch forgets nothing between looking a name up and using it', async () => {
  const deriver = new Deriver(pool, { maxRows: 1 });
  const shards = await holdAllShards(pool);
  const batch = (kind: 'created' | 'started', from: number): Evidence[] =>
    Array.from({ length: 24 }, (_, n) =>
      fact({
        id: `${kind}-${n}`,
        kind,
        at: startUs + from + n,
        names: kind === 'created' ? { createdBy: span(100 + n) } : { jobId: `job-${n}`, createdBy: span(100 + n) },
      }),
    );
  // Looked up once, forgotten at the next batch's start, looked up again and merged.
  for (const evidence of [batch('created', 0), batch('started', 1_000), batch('created', 0), batch('started', 1_000)]) {
    await commitIngest(pool, { evidence });
    await drain(deriver, shards);
    await expectExact();
  }
  expect(await sets()).toEqual(Array.from({ length: 24 }, (_, n) => `created-${n} started-${n}`).sort());
  expect((await pool.query('select 1 from quarantine')).rowCount).toBe(0);
  await deriver.reset();
});

test('the same item told differently stays one item, whichever version came first', async () => {
  const plain = fact({ id: 'same', kind: 'created' });
  const rich = { ...plain, observedAt: plain.observedAt + 5_000, facts: { job: 'send' } };
  await derive([plain]);
  await derive([rich]);
  const one = await snapshotRuns(pool);
  await clearRuns(pool);
  await derive([rich]);
  await derive([plain]);
  expect(await snapshotRuns(pool)).toEqual(one);
  await expectExact();
});

test('a run with hundreds of attempts keeps its creation, and comes out the same whole and in pieces', async () => {
  const items = [fact({ id: 'created', kind: 'created', names: { jobId: '1', bornAt: startUs } })];
  for (let n = 1; n <= 300; n++) {
    items.push(fact({ id: `s${n}`, kind: 'started', at: startUs + n * 2_000, attempt: n }));
    items.push(fact({ id: `e${n}`, kind: 'ended', at: startUs + n * 2_000 + 1_000, attempt: n, outcome: 'failed' }));
  }
  await derive(items);
  const whole = await snapshotRuns(pool);
  expect((whole[0] as { evidence: Evidence[] }).evidence[0]?.id).toBe('created');
  await expectExact();
  await clearRuns(pool);
  for (let i = 0; i < items.length; i += 97) await derive(items.slice(i, i + 97).reverse());
  expect(await snapshotRuns(pool)).toEqual(whole);
  await expectExact();
});

test('a broken clock does not name a partition that is not there', async () => {
  await derive([
    fact({ id: 'past', kind: 'created', at: 1_000_000, names: { jobId: 'past' } }),
    fact({ id: 'future', kind: 'created', at: nowUs + 400 * dayUs, names: { jobId: 'future' } }),
  ]);
  expect(await sets()).toHaveLength(2);
  expect((await pool.query('select 1 from quarantine')).rowCount).toBe(0);
});

test('midnight does not split a run', async () => {
  await derive([fact({ id: 'before', kind: 'created' })], { nowUs: () => nowUs });
  await derive([fact({ id: 'after', kind: 'started', at: startUs + 1 })], { nowUs: () => nowUs + dayUs });
  expect(await sets()).toEqual(['before after']);
});

test('a name lives on while it is touched; a week without a touch makes late evidence a late run that counts only as late', async () => {
  for (const day of [0, 4, 8, 12, 16, 20]) await createDays(pool, nowUs + day * dayUs);
  const on = (day: number) => ({ nowUs: () => nowUs + day * dayUs });
  await derive([fact({ id: 'day-0', kind: 'created' })], on(0));
  await derive([fact({ id: 'day-6', at: startUs + 6 * dayUs })], on(6));
  await derive([fact({ id: 'day-12', at: startUs + 12 * dayUs })], on(12));
  expect(await sets()).toEqual(['day-0 day-6 day-12']);
  await derive([fact({ id: 'too-late', kind: 'ended', outcome: 'succeeded', at: startUs + 1_000 })], on(20));
  expect(await sets()).toEqual(['day-0 day-6 day-12', 'too-late']);
  const late = await pool.query<{ fidelity: number }>('select fidelity from run where finished_at is not null');
  expect(isLateFidelity(late.rows[0]?.fidelity ?? 0)).toBe(true);
  const counted = await pool.query<{ late: number; succeeded: number }>(
    'select sum(late)::int4 as late, sum(succeeded)::int4 as succeeded from rollup_delta where grain = 300',
  );
  expect(counted.rows[0]).toEqual({ late: 1, succeeded: 0 });
});

test('a name whose run has aged out starts a new one', async () => {
  await derive([fact({ id: 'gone', kind: 'created' })]);
  await pool.query('truncate run, attempt, edge');
  await derive([fact({ id: 'new', at: startUs + 1 })]);
  expect(await sets()).toEqual(['new']);
});

test('evidence for a bucket that was compacted away still counts exactly', async () => {
  const lease = await acquireLease(pool, 'test', 'keeper');
  if (!lease) throw new Error('not acquired');
  const end = (jobId: string, at: number) =>
    fact({
      kind: 'ended',
      names: { jobId },
      at,
      attempt: 1,
      outcome: 'succeeded',
      isFinal: true,
      facts: { job: 'send' },
    });
  const begin = (jobId: string) => fact({ kind: 'started', names: { jobId }, attempt: 1, facts: { job: 'send' } });
  for (let i = 0; i < 10; i++)
    await commitIngest(pool, { evidence: [begin(`${i}`), end(`${i}`, startUs + i * 1_000)] });
  const deriver = new Deriver(pool);
  const shards = await holdAllShards(pool);
  await drain(deriver, shards, 1);
  expect(await compactAll(pool, lease)).toBeGreaterThan(0);
  expect((await pool.query('select 1 from rollup_delta')).rowCount).toBe(0);
  await expectExact();
  // A later attempt takes the success back: negative deltas meet compacted rows.
  await commitIngest(pool, {
    evidence: [fact({ kind: 'started', names: { jobId: '3' }, at: startUs + 5_000_000, attempt: 2 })],
  });
  await drain(deriver, shards);
  await expectExact();
  await compactAll(pool, lease);
  await expectExact();
  await deriver.reset();
});

test('a batch that fails leaves nothing behind, and the next try reads everything anew', async () => {
  const deriver = new Deriver(pool);
  const shards = await holdAllShards(pool);
  await commitIngest(pool, { evidence: [fact({ id: 'one', kind: 'created' })] });
  await drain(deriver, shards);
  await commitIngest(pool, { evidence: [fact({ id: 'two', kind: 'started', at: startUs + 1 })] });
  await pool.query(`update lease set epoch = epoch + 1 where name like 'derive:%'`);
  await expect(drain(deriver, shards)).rejects.toMatchObject({ code: 'conflict' });
  expect(await sets()).toEqual(['one']);
  const anew = shards.map((s) => ({ ...s, lease: { ...s.lease, epoch: s.lease.epoch + 1 } }));
  await drain(deriver, anew);
  expect(await sets()).toEqual(['one two']);
  await expectExact();
  await deriver.reset();
});

test('evidence that moved on to a lesser claimant of its producer leaves no name behind that leads to it', async () => {
  const producer = { createdBy: span(2) };
  const first = { queue: 'images', names: { jobId: '3', bornAt: startUs + 40_000_000, ...producer } };
  // by its hash the lesser of the two, so that it takes the nameless item over
  const lesser = { queue: 'mail', names: { jobId: '2', ...producer } };
  await derive([fact({ id: 'first', ...first, at: startUs + 9_000_000 }), fact({ id: 'nameless', names: producer })]);
  await derive([
    fact({ id: 'older', queue: 'images', names: { jobId: '3' }, at: startUs + 15_000_000 }),
    fact({ id: 'lesser', ...lesser, at: startUs + 50_000_000 }),
  ]);
  expect(await sets()).toEqual(['first', 'nameless lesser', 'older']);
  // nor does what comes later find the way there
  await derive([fact({ id: 'oldest', queue: 'images', names: { jobId: '3' }, at: startUs + 1_000_000 })]);
  expect(await sets()).toEqual(['first', 'nameless lesser', 'oldest older']);
  await expectExact();
});
