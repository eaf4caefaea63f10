import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evidence } from '#lib/api/testing/fixture.ts';
import type { WindowBound } from '#lib/contracts/filter.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import { dayOf, dayUs } from '#lib/db/partition/day.ts';
import { selectRuns } from '#lib/db/run/select-runs.ts';
import { clearRuns, deriveAll } from '#lib/derive/testing/drain.ts';
import { structuralFaults } from '#lib/derive/testing/snapshot.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const lane = { source: 'orders-redis', system: 'bullmq', queue: 'reports' };
const today = dayOf(Date.now() * 1000);
const noon = (day: number): number => (today + day) * dayUs + dayUs / 2;

/** Each window's runs by their own moments, whatever their IDs are. */
const unbounded: Record<WindowBound, string> = {
  enqueuedAt: 'enqueued_at >= $1 and enqueued_at < $2',
  startedAt: 'started_at >= $1 and started_at < $2',
  finishedAt: 'finished_at >= $1 and finished_at < $2',
  active: `ordered_at < $2 and (finished_at is null or finished_at >= $1) and ordered_at >= $1::timestamptz - interval '7 days'`,
};

/** Days, counted from today, on which a run was enqueued, started and finished, and in which order that became known. */
const story = fc.record({
  enqueued: fc.integer({ min: -6, max: -2 }),
  startedAfter: fc.nat({ max: 2 }),
  finishedAfter: fc.nat({ max: 2 }),
  order: fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 }),
});

test('a run is found by each of its moments, whichever of them gave it its ID', async () => {
  const { pool } = database;
  await fc.assert(
    fc.asyncProperty(fc.array(story, { minLength: 1, maxLength: 5 }), async (stories) => {
      await clearRuns(pool);
      for (const turn of [0, 1, 2]) {
        const told = stories.map(({ enqueued, startedAfter, finishedAfter, order }, place) => {
          const id = String(place + 1);
          const started = noon(enqueued + startedAfter) + 1_000;
          const items = [
            { id: `${id}:created`, kind: 'created', at: noon(enqueued) },
            { id: `${id}:started`, kind: 'started', at: started, attempt: 1 },
            {
              id: `${id}:ended`,
              kind: 'ended',
              at: noon(enqueued + startedAfter + finishedAfter) + 2_000,
              attempt: 1,
              outcome: 'succeeded',
              isFinal: true,
            },
          ] as const;
          return evidence(lane, { ...(items[order[turn] as number] as (typeof items)[number]), names: { jobId: id } });
        });
        await commitIngest(pool, { evidence: told });
        await deriveAll(pool);
      }
      expect(await structuralFaults(pool)).toEqual([]);
      for (let day = -7; day <= 1; day++) {
        const window = { fromMs: ((today + day) * dayUs) / 1000, toMs: ((today + day + 1) * dayUs) / 1000 };
        for (const by of Object.keys(unbounded) as WindowBound[]) {
          const filter = await resolveFilter(pool, { by }, null);
          const listed = await selectRuns(pool, { filter, window, sort: '-enqueuedAt', limit: 50, cursor: null });
          const { rows } = await pool.query<{ id: string }>(
            `select id from run where redirect_to is null and ${unbounded[by]}`,
            [new Date(window.fromMs), new Date(window.toMs)],
          );
          expect(listed.map(({ run }) => run.id).sort(), `${by}, day ${day}`).toEqual(rows.map(({ id }) => id).sort());
        }
      }
    }),
    { numRuns: 6 },
  );
}, 120_000);
