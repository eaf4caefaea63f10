import { afterAll, beforeAll, expect, test } from 'vitest';
import { evidence } from '#lib/api/testing/fixture.ts';
import { selectWorkers } from '#lib/db/worker/select-workers.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const lane = { source: 'orders-redis', system: 'bullmq', queue: 'reports' };
const second = 1_000_000;
const fromMs = Date.now() - 600_000;
const windowS = 300;

/** An attempt that begins and ends so many seconds after the window's beginning; ends at null = runs on. */
function attempt(jobId: string, number: number, startS: number, endS: number | null, isSuccess = true): Evidence[] {
  const at = (s: number): number => fromMs * 1000 + s * second;
  const names = { jobId };
  const started = { id: `${jobId}:started:${number}`, kind: 'started', at: at(startS), attempt: number } as const;
  const ended = {
    id: `${jobId}:ended:${number}`,
    kind: 'ended',
    at: at(endS ?? 0),
    attempt: number,
    outcome: isSuccess ? 'succeeded' : 'failed',
    isFinal: isSuccess,
  } as const;
  const told = endS === null ? [started] : [started, ended];
  return told.map((item) => evidence(lane, { ...item, names, worker: 'w1' }));
}

test('a worker’s share of work is that of its attempts in the window: of plain runs, of runs with several, and of those that run on', async () => {
  await commitIngest(database.pool, {
    evidence: [
      ...attempt('plain', 1, 10, 40),
      ...attempt('retried', 1, 50, 60, false),
      ...attempt('retried', 2, 70, 90),
      ...attempt('runs-on', 1, 240, null),
      ...attempt('before', 1, -60, -30),
      // began before the window: it is no attempt of it
      ...attempt('over-its-edge', 1, -20, 20),
      ...attempt('after', 1, windowS + 10, windowS + 20),
      ...attempt('ends-after', 1, 200, windowS + 30),
    ],
  });
  await deriveAll(database.pool);
  const [worker] = await selectWorkers(database.pool, {
    environments: null,
    systems: null,
    queues: null,
    workers: ['w1'],
    fromMs,
    toMs: fromMs + windowS * 1000,
    limit: 10,
    offset: 0,
  });
  expect(worker).toMatchObject({ attempts: 5, running: 1 });
  expect(worker?.busyShare).toBeCloseTo((30 + 10 + 20 + 60 + 100) / windowS, 6);
});
