import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction, type Pool } from '#lib/db/pool.ts';
import { acquireLease, acquireLeases, fence, releaseLeases, renewLeases } from '#lib/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database.drop());

const expire = (name: string) =>
  pool.query(`update lease set expires_at = clock_timestamp() - interval '1 second' where name = $1`, [name]);

test('of many who ask at once one gets the lease', async () => {
  const asked = await Promise.all(Array.from({ length: 6 }, (_, i) => acquireLease(pool, `holder-${i}`, 'one')));
  expect(asked.filter((lease) => lease !== null)).toHaveLength(1);
});

test('a lease that ran out is taken over with a higher epoch, and its former holder can neither renew nor write', async () => {
  const old = await acquireLease(pool, 'a', 'two');
  if (!old) throw new Error('not acquired');
  expect(await acquireLease(pool, 'b', 'two')).toBeNull();
  await expire('two');
  const taken = await acquireLease(pool, 'b', 'two');
  expect(taken?.epoch).toBe(old.epoch + 1);
  expect(await renewLeases(pool, [old])).toEqual([]);
  await expect(inTransaction(pool, (client) => fence(client, [old]))).rejects.toMatchObject({ code: 'conflict' });
  await inTransaction(pool, (client) => fence(client, taken ? [taken] : []));
});

test('a take-over waits for a fenced transaction that is under way', async () => {
  const old = await acquireLease(pool, 'a', 'three');
  if (!old) throw new Error('not acquired');
  await expire('three');
  const order: string[] = [];
  let takeover: Promise<unknown> = Promise.resolve();
  await inTransaction(pool, async (client) => {
    await fence(client, [old]);
    takeover = acquireLease(pool, 'b', 'three').then(() => order.push('taken'));
    await pool.query(
      `select pg_sleep(0.01) from generate_series(1, 1) where not exists (select 1 from pg_locks where not granted)`,
    );
    order.push('committed');
  });
  await takeover;
  expect(order).toEqual(['committed', 'taken']);
});

test('a lease given back is free at once', async () => {
  const [lease] = await acquireLeases(pool, 'a', ['four']);
  if (!lease) throw new Error('not acquired');
  await releaseLeases(pool, [lease]);
  expect(await renewLeases(pool, [lease])).toEqual([]);
  expect(await acquireLease(pool, 'b', 'four')).toEqual({ name: 'four', epoch: lease.epoch + 1 });
});
