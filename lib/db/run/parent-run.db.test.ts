import { afterAll, beforeAll, expect, test } from 'vitest';
import { evidence, life } from '#lib/api/testing/fixture.ts';
import { selectRunSummaries } from '#lib/db/run/select-run-summaries.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const lane = { source: 'orders-redis', system: 'bullmq', queue: 'assembly' };
const now = (Date.now() - 60_000) * 1000;

test('a child names its parent run, although the parent became known after it', async () => {
  const child = life(lane, { id: '2', at: now, waitMs: 5, ranMs: 10, outcome: 'succeeded' });
  const edge = evidence(lane, {
    id: '2:parent',
    kind: 'facts',
    at: now,
    names: { jobId: '2', bornAt: now },
    edges: [{ kind: 'parent-job', to: { job: { system: 'bullmq', queue: 'assembly', jobId: '1' } } }],
  });
  await commitIngest(database.pool, { evidence: [...child, edge] });
  await deriveAll(database.pool);
  await commitIngest(database.pool, {
    evidence: life(lane, { id: '1', at: now - 1000, waitMs: 30, ranMs: 10, outcome: 'succeeded' }),
  });
  await deriveAll(database.pool);

  const { rows } = await database.pool.query<{ id: string; key: string }>('select id, job_key as key from run');
  const idOf = (key: string) => rows.find((row) => row.key === key)?.id ?? '';
  const summaries = await selectRunSummaries(database.pool, [idOf('1'), idOf('2')], null);
  const parents = Object.fromEntries(summaries.map((run) => [run.jobId, run.parentRunId]));
  expect(parents).toEqual({ 1: null, 2: idOf('1') });
});
