import { expect, test } from 'vitest';
import { createTestDatabase } from '#lib/testing/database.ts';
import { vacuumBusy } from './vacuum-busy.ts';

test('the room of deltas that were folded in is taken by new ones, without autovacuum', async () => {
  const { pool, drop } = await createTestDatabase();
  const add = () =>
    pool.query(
      `insert into rollup_delta (grain, bucket, queue_id, job_id) select 0, now(), 1, i from generate_series(1, 5000) as i`,
    );
  const size = async (): Promise<number> =>
    (await pool.query<{ n: number }>(`select pg_relation_size('rollup_delta')::int4 as n`)).rows[0]?.n ?? 0;
  await add();
  expect(await vacuumBusy(pool)).toEqual([]);
  const full = await size();
  for (let round = 0; round < 3; round++) {
    await pool.query('delete from rollup_delta');
    // a connection tells its numbers within a second
    await expect.poll(() => vacuumBusy(pool), { timeout: 10_000, interval: 50 }).toEqual(['rollup_delta']);
    await add();
  }
  expect(await size()).toBeLessThan(full * 1.2);
  await drop();
}, 60_000);
