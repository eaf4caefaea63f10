import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evidence, life } from '#lib/api/testing/fixture.ts';
import { coolRuns } from '#lib/db/run/cool-runs.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { walkJourney } from '#lib/journey/walk-journey.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

const now = (Date.now() - 60_000) * 1000;
const lane = { source: 'orders-redis', system: 'bullmq', queue: 'assembly' };
const span = (trace: string, n: string) => ({ traceId: trace.repeat(32), spanId: n.repeat(16) });

/** A run whose first item has `more` as well. */
function run(id: string, more: object) {
  const [first, ...rest] = life(lane, { id, at: now, waitMs: 5, ranMs: 10, outcome: 'succeeded' });
  return [{ ...(first as NonNullable<typeof first>), ...more }, ...rest];
}
const correlated = (id: string, rank: number) => ({ correlation: { id, rank, via: 'attribute' } });

describe.each(['hot', 'cold'])('among %s runs', (where) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  async function derive(): Promise<void> {
    await deriveAll(database.pool, { nowUs: () => now });
    if (where === 'cold') await coolRuns(database.pool, now + 3_600e6);
    const { rows } = await database.pool.query(`select from run where (place = 'h') = ($1 = 'hot') limit 1`, [where]);
    expect(rows).toHaveLength(1);
  }

  test('finds runs by the correlation value and the trace of their own columns, and by those that lost against a stronger witness', async () => {
    await commitIngest(database.pool, {
      evidence: [
        ...run('1', { spanRef: span('a', '1'), facts: correlated('order-1', 1) }),
        ...run('2', { spanRef: span('a', '2') }),
        ...run('3', { facts: correlated('order-3', 1) }),
        evidence(lane, {
          id: '3:weak',
          kind: 'facts',
          at: now,
          names: { jobId: '3', bornAt: now },
          facts: correlated('order-1', 3),
        }),
        ...run('4', { spanRef: span('d', '4'), facts: correlated('order-4', 1) }),
      ],
    });
    await derive();
    const stored = await database.pool.query<{ key: string; kind: number }>(
      'select run.job_key as key, edge.kind from edge join run on run.id = edge.run_id where edge.kind in (4, 10)',
    );
    expect(stored.rows).toEqual([{ key: '3', kind: 10 }]);

    const walk = await walkJourney(database.pool, 'order-1', null);
    expect(walk.runs.map((found) => found.jobId).sort()).toEqual(['1', '2', '3']);
    expect(walk.isCut).toBe(false);
  });

  test('does not take a run for part of a trace in which only its producer was', async () => {
    await commitIngest(database.pool, {
      evidence: [
        ...run('5', { spanRef: span('e', '5'), facts: correlated('order-5', 1) }),
        ...run('6', { names: { jobId: '6', bornAt: now, createdBy: span('e', '6') } }),
      ],
    });
    await derive();
    const walk = await walkJourney(database.pool, 'order-5', null);
    expect(walk.runs.map((found) => found.jobId)).toEqual(['5']);
  });

  test('finds the run that a link into a trace of more than a thousand runs means, and none of the others', async () => {
    const attempt = (n: number) => ({ traceId: 'f'.repeat(32), spanId: n.toString(16).padStart(16, '0') });
    const crowd = Array.from({ length: 1_010 }, (_, n) =>
      evidence(lane, {
        id: `crowd-${n}`,
        kind: 'attempt',
        at: now,
        endAt: now + 1_000,
        names: { jobId: `crowd-${n}` },
        spanRef: attempt(n),
      }),
    );
    const link = { kind: 'link' as const, to: { span: attempt(77) } };
    await commitIngest(database.pool, {
      evidence: [...crowd, ...run('7', { spanRef: span('9', '7'), facts: correlated('order-7', 1), edges: [link] })],
    });
    await derive();
    const walk = await walkJourney(database.pool, 'order-7', null);
    expect(walk.runs.map((found) => found.jobId).sort()).toEqual(['7', 'crowd-77']);
  });

  test('goes from a message to the job it caused, and not to those that were received in one batch with it', async () => {
    const batch = 'b'.repeat(32);
    const inBatch = (n: string) => ({ traceId: batch, spanId: n.repeat(16) });
    const handled = (id: string, origin: string, more = {}) => {
      const createdBy = span(origin, origin);
      const edges = [
        { kind: 'link' as const, to: { span: createdBy } },
        { kind: 'parent' as const, to: { span: inBatch('0') } },
      ];
      return evidence(lane, {
        id: `${id}:attempt`,
        kind: 'attempt',
        at: now,
        endAt: now + 1_000,
        outcome: 'succeeded',
        names: { jobId: id, createdBy },
        spanRef: inBatch(origin),
        edges,
        ...more,
      });
    };
    // Published while the first message was handled, worked at in a trace of its own.
    const caused = evidence(lane, {
      id: 'm-3:created',
      kind: 'created',
      at: now + 500,
      names: { jobId: 'm-3', createdBy: inBatch('3') },
      spanRef: inBatch('3'),
      edges: [{ kind: 'parent', to: { span: inBatch('1') } }],
    });
    await commitIngest(database.pool, {
      evidence: [handled('m-1', '1', { facts: correlated('order-9', 1) }), handled('m-2', '2'), caused],
    });
    await derive();
    const walk = await walkJourney(database.pool, 'order-9', null);
    expect(walk.runs.map((found) => found.jobId).sort()).toEqual(['m-1', 'm-3']);
  });
});
