import { afterAll, beforeAll, expect, test } from 'vitest';
import { DimCache } from '#lib/db/dim/dim-cache.ts';
import { QueueIds } from '#lib/db/queue/queue-ids.ts';
import { selectFullNames } from '#lib/db/trust/select-full-names.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('an environment whose names are used up is told, by what it has too many of, and no other', async () => {
  const { pool } = database;
  const dims = new DimCache(pool, { caps: { job: 3 } });
  const queues = new QueueIds(pool, dims, 2);
  const queue = (environment: string, name: string) => ({ environment, system: 's', queue: name, source: 'x' });
  await queues.require([queue('noisy', 'a'), queue('quiet', 'a')]);
  await dims.require('job', ['j1', 'j2'], dims.id('environment', 'noisy'));
  expect(await selectFullNames(pool, 3)).toEqual([]);
  await dims.require('job', ['j3', 'j4', 'j5'], dims.id('environment', 'noisy'));
  await dims.require('job', ['k1', 'j1'], dims.id('environment', 'quiet'));
  expect(await selectFullNames(pool, 3)).toEqual([{ environment: 'noisy', kind: 'job', most: 3 }]);
  await queues.require([queue('quiet', 'b'), queue('quiet', 'c')]);
  expect(await selectFullNames(pool, 2)).toContainEqual({ environment: 'quiet', kind: 'queue', most: 2 });
});
