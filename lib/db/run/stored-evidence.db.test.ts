import { afterAll, beforeAll, expect, test } from 'vitest';
import { evidence } from '#lib/api/testing/fixture.ts';
import { dimCaps, dimKinds } from '#lib/db/dim/kinds.ts';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import { selectStoredRuns } from '#lib/db/run/select-stored-runs.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await prepareDatabase(database.pool);
});
afterAll(() => database.drop());

const now = (Date.now() - 60_000) * 1000;

test('evidence comes back as it was told, also where the columns beside it hold another word or a shorter text', async () => {
  const { pool } = database;
  await pool.query(`insert into dim (kind, value) select $1, 'system-' || n from generate_series(1, $2) n`, [
    dimKinds.system,
    dimCaps.system,
  ]);
  const lane = { source: 'source', system: 'one-system-too-many', queue: 'q'.repeat(100) };
  const jobId = 'j'.repeat(256);
  const items = [
    evidence(lane, { id: `${lane.system}:${lane.queue}:1:a`, kind: 'created', at: now, names: { jobId } }),
    evidence(lane, {
      id: `${jobId.slice(0, 200)}:b`,
      kind: 'ended',
      at: now + 10,
      names: { jobId },
      outcome: 'failed',
      error: { type: 'E', message: `${'m'.repeat(4_090)}😀😀` },
      facts: { job: '(other)', tenant: 'one-system-too-many', correlation: { id: jobId, rank: 1, via: 'q' } },
    }),
  ];
  await commitIngest(pool, { evidence: items });
  await deriveAll(pool);
  const stored = await pool.query<{ id: string; system: string }>(
    `select run.id, dim.value as system from run join queue on queue.id = run.queue_id join dim on dim.id = queue.system_id`,
  );
  expect(stored.rows.map((row) => row.system)).toEqual(['(other)']);
  const [run] = await selectStoredRuns(pool, [stored.rows[0]?.id ?? '']);
  expect(run?.evidence).toEqual(items);
});
