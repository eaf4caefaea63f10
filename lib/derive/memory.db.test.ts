import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import type { Pool } from '#lib/db/pool.ts';
import { startDeriver } from '#lib/derive/start-deriver.ts';
import { readSettings } from '#lib/env.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { log } from '#lib/log.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  log.level = 'silent';
  database = await createTestDatabase();
  pool = database.pool;
  await prepareDatabase(pool);
});
afterAll(() => database.drop());

const count = async (table: string): Promise<number> =>
  (await pool.query<{ n: number }>(`select count(*)::int4 as n from ${table}`)).rows[0]?.n ?? 0;

test('a backlog of heavy evidence that no thread could hold at once is derived all the same, batch by batch', async () => {
  const at = (Date.now() - 60_000) * 1000;
  const runs = 4_000;
  for (let from = 0; from < runs; from += 500) {
    const evidence = Array.from({ length: 500 }, (_, i) => ({
      environment: 'test',
      source: 'redis',
      system: 'bullmq',
      queue: 'mail',
      names: { jobId: `${from + i}` },
      id: `${from + i}:failed`,
      kind: 'ended' as const,
      at,
      observedAt: at,
      atClock: 'backend' as const,
      fidelity: 'reported' as const,
      outcome: 'failed' as const,
      // Compresses to nothing, and is 16 kB each in memory.
      error: { type: 'Error', message: 'boom', stack: `${from + i} `.padEnd(16_000, 'x') },
    }));
    await commitIngest(pool, { evidence });
  }
  const settings = { ...readSettings({}), databaseUrl: database.url };
  const deriver = await startDeriver({ settings, pool }, { maxOldGenerationSizeMb: 88, maxYoungGenerationSizeMb: 16 });
  try {
    await vi.waitFor(async () => expect(await count('inbox')).toBe(0), { timeout: 100_000, interval: 200 });
  } finally {
    await deriver.close();
  }
  expect(await count('run')).toBe(runs);
  expect(await count('quarantine')).toBe(0);
}, 120_000);
