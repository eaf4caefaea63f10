import { afterAll, beforeAll, expect, test } from 'vitest';
import { evidence, type Lane, life } from '#lib/api/testing/fixture.ts';
import { metricQuery } from '#lib/contracts/metric.ts';
import { selectHandoffs } from '#lib/db/metric/select-handoffs.ts';
import { clearRuns, deriveAll } from '#lib/derive/testing/drain.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { queryMetric } from './query-metric.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const lanes: Record<string, Lane> = {
  carts: { source: 'shop', system: 'pg-boss', queue: 'carts' },
  orders: { source: 'redis', system: 'bullmq', queue: 'orders' },
  mails: { source: 'redis', system: 'bullmq', queue: 'mails' },
};
const nowMs = Date.now();
const at = (nowMs - 600_000) * 1000;

/** A run of `lane` for one order, from `fromMs` to `toMs` after the first moment. */
const step = (lane: string, order: string, fromMs: number, toMs: number) =>
  life(lanes[lane] as Lane, {
    id: order,
    at: at + fromMs * 1000,
    waitMs: 0,
    ranMs: toMs - fromMs,
    outcome: 'succeeded',
    extra: { facts: { correlation: { id: order, rank: 1, via: 'test' } } },
  });

const longAfter = () => nowMs * 1000;
const atOnce = () => at;
test.each([
  { first: longAfter, later: longAfter, hot: 1, what: 'all are cold but the one that is not over' },
  { first: longAfter, later: atOnce, hot: 4, what: 'the earlier ones are cold' },
  { first: atOnce, later: longAfter, hot: 3, what: 'the earlier ones are hot' },
  { first: atOnce, later: atOnce, hot: 6, what: 'all are hot' },
])('hand-offs are told apart by both their ends: $what', async ({ first, later, hot }) => {
  await clearRuns(database.pool);
  const derive = async (items: Evidence[], nowUs: () => number): Promise<void> => {
    await commitIngest(database.pool, { evidence: items });
    await deriveAll(database.pool, { nowUs });
  };
  await derive([...step('carts', 'o-1', 0, 100), ...step('carts', 'o-2', 0, 100)], first);
  await derive(
    [
      ...step('orders', 'o-1', 300, 400),
      ...step('mails', 'o-1', 450, 500),
      ...step('mails', 'o-2', 1_100, 1_200),
      evidence(lanes.mails as Lane, { id: 'alone', kind: 'started', at, names: { jobId: 'alone' } }),
    ],
    later,
  );
  const { rows } = await database.pool.query('select from run_hot');
  expect(rows).toHaveLength(hot);
  const ask = (query: object) =>
    queryMetric(
      { pool: database.pool, environment: null } as Parameters<typeof queryMetric>[0],
      metricQuery.parse({ metric: 'handoff.p95', from: 'now-1h', stepMs: 86_400_000, ...query }),
      nowMs,
    );
  const { series } = await ask({ groupBy: ['from', 'queue'] });
  const told = series.flatMap(({ labels, points }) =>
    points
      .filter(([, , n]) => n > 0)
      .map(([, ms, n]) => [labels.from, labels.queue, Math.round((ms ?? 0) / 50) * 50, n]),
  );
  expect(told.sort()).toEqual([
    ['carts', 'mails', 1_000, 1],
    ['carts', 'orders', 200, 1],
    ['orders', 'mails', 50, 1],
  ]);
  const mails = await ask({ groupBy: ['from'], queue: ['mails'] });
  expect(mails.series.map(({ labels }) => labels.from).sort()).toEqual(['carts', 'orders']);
  await expect(ask({ metric: 'duration.p95', groupBy: ['from'] })).rejects.toMatchObject({ code: 'invalid_input' });
});

test('a hand-off may take days, and is none after a week', async () => {
  const dayMs = 86_400_000;
  await commitIngest(database.pool, {
    evidence: [
      ...step('carts', 'late', -2 * dayMs, -2 * dayMs + 100),
      ...step('orders', 'late', 0, 100),
      ...step('carts', 'too late', -8 * dayMs, -8 * dayMs + 100),
      ...step('orders', 'too late', 0, 100),
    ],
  });
  await deriveAll(database.pool);
  const orders = await queueIdOf('orders');
  const rows = await selectHandoffs(database.pool, [orders], { fromMs: nowMs - 660_000, toMs: nowMs });
  const waits = rows.map(({ durationUs }) => Math.round(durationUs / 1000 / dayMs)).filter((days) => days > 0);
  expect(waits).toEqual([2]);
});

async function queueIdOf(name: string): Promise<number> {
  const { rows } = await database.pool.query<{ id: number }>('select id from queue where name = $1', [name]);
  return rows[0]?.id as number;
}
