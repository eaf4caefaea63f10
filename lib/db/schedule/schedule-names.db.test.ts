import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScheduleFact } from '#lib/collector.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { selectScheduleStatuses } from './select-schedule-statuses.ts';
import { upsertSchedules } from './upsert-schedules.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const of = { environment: 'production', source: 'main', system: 'bullmq' };
const fact = (over: Partial<ScheduleFact>): ScheduleFact => ({
  name: 'nightly',
  queue: 'mail',
  job: 'digest',
  expression: '0 3 * * *',
  everyMs: null,
  timeZone: null,
  nextDueAt: null,
  ...over,
});
const rows = async () =>
  (await database.pool.query('select name, queue, cron, every_ms, defined_at from schedule order by queue, name')).rows;

describe('schedules as backends tell them', () => {
  it('keeps schedules of one name apart by queue', async () => {
    await upsertSchedules(database.pool, of, [fact({}), fact({ queue: 'media', expression: '0 4 * * *' })]);
    expect((await rows()).map(({ queue, cron }) => [queue, cron])).toEqual([
      ['mail', '0 3 * * *'],
      ['media', '0 4 * * *'],
    ]);
  });

  it('dates a rhythm from when it changed, and lets a backend that tells none leave what is known', async () => {
    const before = (await rows())[0];
    await upsertSchedules(database.pool, of, [fact({ expression: null })]);
    expect((await rows())[0]).toEqual(before);
    await upsertSchedules(database.pool, of, [fact({ expression: null, everyMs: 60_000 })]);
    const after = (await rows())[0];
    expect(after).toMatchObject({ cron: null, every_ms: 60_000 });
    expect(after.defined_at.getTime()).toBeGreaterThan(before.defined_at.getTime());
  });

  it('knows nothing of the status of what nobody has looked at lately', async () => {
    await database.pool.query(
      `update schedule set status = 'missed', judged_at = now() - interval '1 minute' where queue = 'mail'`,
    );
    await database.pool.query(`update schedule set status = 'missed', judged_at = now() where queue = 'media'`);
    const found = await selectScheduleStatuses(database.pool);
    expect(found.map(({ queue, status }) => [queue, status])).toEqual([
      ['mail', 'unknown'],
      ['media', 'missed'],
    ]);
  });
});
