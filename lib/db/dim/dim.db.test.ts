import { afterAll, beforeAll, expect, test } from 'vitest';
import { DimCache } from '#lib/db/dim/dim-cache.ts';
import type { Pool } from '#lib/db/pool.ts';
import { QueueIds } from '#lib/db/queue/queue-ids.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database.drop());

test('two processes that meet a word at once agree on its id', async () => {
  const [a, b] = [new DimCache(pool), new DimCache(pool)];
  await Promise.all([a.require('job', ['x', 'y']), b.require('job', ['y', 'x'])]);
  expect(a.id('job', 'x')).toBe(b.id('job', 'x'));
  expect(a.id('job', 'x')).not.toBe(a.id('job', 'y'));
});

test('words beyond the cap share one id, and known words keep theirs', async () => {
  const dims = new DimCache(pool, { caps: { tenant: 2 } });
  await dims.require('tenant', ['a', 'b']);
  const known = dims.id('tenant', 'a');
  await dims.require('tenant', ['c', 'd', 'a']);
  expect(dims.id('tenant', 'c')).toBe(dims.id('tenant', 'd'));
  expect(dims.id('tenant', 'a')).toBe(known);
  const rows = await pool.query(`select value from dim where kind = 9 order by value`);
  expect(rows.rows.map((r) => r.value)).toEqual(['(other)', 'a', 'b']);
});

test('a word with bytes that Postgres refuses, or of any length, gets an id', async () => {
  const dims = new DimCache(pool);
  // The third is cut in the middle of a character, the fourth came with half of one.
  const words = ['nul\0byte', 'x'.repeat(5_000), `${'x'.repeat(255)}😀`, 'half \ud83d'];
  await dims.require('worker', words);
  for (const word of words) expect(dims.id('worker', word)).toBeGreaterThan(0);
});

test('an environment that invents job names without end leaves room for those of others', async () => {
  const dims = new DimCache(pool, { caps: { job: 3 } });
  await dims.require('environment', ['noisy', 'quiet']);
  const [noisy, quiet] = [dims.id('environment', 'noisy'), dims.id('environment', 'quiet')];
  await dims.require('job', ['n1', 'n2', 'n3', 'n4', 'n5'], noisy);
  expect(new Set(['n1', 'n2', 'n3', 'n4', 'n5'].map((name) => dims.id('job', name))).size).toBe(4);
  expect(dims.id('job', 'n4')).toBe(dims.id('job', 'n5'));
  await dims.require('job', ['q1', 'q2', 'n1'], quiet);
  expect(new Set(['q1', 'q2', 'n1', 'n4'].map((name) => dims.id('job', name))).size).toBe(4);
  await dims.require('job', ['n6'], noisy);
  expect(dims.id('job', 'n6')).toBe(dims.id('job', 'n4'));
});

test('a queue is told apart by environment and system, and beyond the cap lanes share one', async () => {
  const queues = new QueueIds(pool, new DimCache(pool), 3);
  const queue = (environment: string, name: string) => ({
    environment,
    system: 'bullmq',
    queue: name,
    source: 'redis',
  });
  await queues.require([queue('test', 'mail'), queue('production', 'mail'), queue('test', 'images')]);
  expect(new Set(['test', 'production'].map((e) => queues.id(queue(e, 'mail')))).size).toBe(2);
  await queues.require([queue('test', 'docs'), queue('test', 'p'), queue('test', 'q'), queue('test', 'mail')]);
  expect(queues.id(queue('test', 'p'))).toBe(queues.id(queue('test', 'q')));
  expect(queues.id(queue('test', 'p'))).not.toBe(queues.id(queue('test', 'mail')));
  // another environment has room of its own
  await queues.require([queue('production', 'a'), queue('production', 'b')]);
  expect(new Set(['mail', 'a', 'b'].map((name) => queues.id(queue('production', name)))).size).toBe(3);
});

test('a queue whose name is cut in the middle of a character has a lane of its own', async () => {
  const queues = new QueueIds(pool, new DimCache(pool));
  const lane = (queue: string) => ({ environment: 'cut', system: 'bullmq', queue, source: 'redis' });
  const long = `${'q'.repeat(511)}😀`;
  await queues.require([lane(long), lane('half \ud83d'), lane('(other)')]);
  expect(new Set([long, 'half \ud83d', '(other)'].map((name) => queues.id(lane(name)))).size).toBe(3);
});
