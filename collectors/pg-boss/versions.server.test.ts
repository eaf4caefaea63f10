// Tables as pg-boss 10 and 11 make them: found by their columns, read like those of 12, with and without the outbox.
import { PgBoss } from 'pg-boss';
import PgBoss10 from 'pg-boss10';
import PgBoss11 from 'pg-boss11';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reader } from '#lib/collector.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { readAll, runsOf } from '#lib/testing/read-source.ts';
import { readRequest, runOutbox } from '../outbox.ts';
import { collector } from './read.ts';
import { testSettings } from './testing-settings.ts';

const never = new AbortController().signal;
const classes = { 10: PgBoss10, 11: PgBoss11, 12: PgBoss } as unknown as Record<string, typeof PgBoss>;
const schemaVersions: Record<string, number> = { 10: 24, 11: 26 };

describe.each(['10', '11', '12'])('pg-boss %s', (version) => {
  let database: TestDatabase;
  let boss: PgBoss;
  let reader: Reader;
  beforeEach(async () => {
    database = await createTestDatabase();
    const Version = classes[version] as typeof PgBoss;
    boss = new Version({ connectionString: database.url, max: 2, supervise: false, schedule: false });
    boss.on('error', () => {});
    await boss.start();
    await boss.createQueue('dead');
    // 10 keeps the name in the options, too
    const options = { name: 'mail', retryLimit: 1, retryDelay: 0, deadLetter: 'dead' };
    await boss.createQueue('mail', options);
    reader = await collector.open(testSettings(database.url));
  });
  afterEach(async () => {
    await reader.close();
    await boss.stop({ graceful: false });
    await database.drop();
  });

  /** One attempt by hand: taken, and failed with that message or completed. */
  async function attempt(failure: string | null): Promise<void> {
    const [job] = await boss.fetch('mail');
    if (!job) throw new Error('nothing to fetch');
    if (failure === null) await boss.complete('mail', job.id);
    else await boss.fail('mail', job.id, new TypeError(failure));
  }

  it.each(['polling', 'the outbox'])('is read by %s', async (by) => {
    const isByOutbox = by === 'the outbox';
    if (isByOutbox) await runOutbox(readRequest(['install', 'pg-boss', '--url', database.url]));
    const send = async (data: object, options = {}) => String(await boss.send('mail', data, options));
    const lucky = await send({ correlationId: 'c-1' });
    for (const failure of ['once', null]) await attempt(failure);
    const unlucky = await send({ correlationId: 'c-2' });
    for (const failure of ['one', 'two']) await attempt(failure);
    const later = await send({ correlationId: 'c-3' }, { startAfter: 3600 });
    const cancelled = await send({ correlationId: 'c-4' });
    await boss.cancel('mail', cancelled);

    const probe = await reader.probe(never);
    expect(probe.library).toMatch(
      schemaVersions[version] ? `schema version ${schemaVersions[version]}` : 'schema version',
    );
    expect(probe.missing.join()).not.toContain('was tried');
    const runs = runsOf((await readAll(reader, null)).evidence);
    const of = (id: string) => {
      const run = runs.get(`mail ${id}`);
      const attempts = run?.attempts.map(({ state, error }) => [state, error?.message ?? null]);
      return [run?.state, attempts, run?.correlation?.id];
    };
    const seen = isByOutbox ? (message: string) => message : () => null;
    expect(of(lucky)).toEqual([
      'succeeded',
      [
        ['failed', seen('once')],
        ['succeeded', null],
      ],
      'c-1',
    ]);
    expect(of(unlucky)).toEqual([
      'dead',
      [
        ['failed', seen('one')],
        ['failed', 'two'],
      ],
      'c-2',
    ]);
    expect(of(later)).toEqual(['scheduled', [], 'c-3']);
    expect(of(cancelled)).toEqual(['cancelled', [], 'c-4']);
    const letters = [...runs.values()].filter(({ queue }) => queue === 'dead');
    expect(letters.map(({ correlation }) => correlation?.id)).toEqual(['c-2']);
    expect(await reader.schedules?.(never)).toEqual([]);
  });
});

it('reads a newer schema than any that was tried, says so, and leaves out data that is huge', async () => {
  const database = await createTestDatabase();
  const boss = new PgBoss({ connectionString: database.url, max: 2, supervise: false, schedule: false });
  await boss.start();
  await boss.createQueue('mail');
  const [small, huge] = await Promise.all(
    ['s', 'h'].map((correlationId) => boss.send('mail', { correlationId }, { retryLimit: 0 })),
  );
  const [job] = await boss.fetch('mail');
  await boss.fail('mail', String(job?.id), new TypeError('it broke'));
  const many = 'repeat(md5(random()::text), 1500000)';
  await database.pool.query(`update pgboss.job set data = data || jsonb_build_object('blob', ${many}) where id = $1`, [
    huge,
  ]);
  await database.pool.query(
    `update pgboss.job set output = output || jsonb_build_object('stack', repeat('at line ', 6000000)) where state = 'failed'`,
  );
  await database.pool.query(`alter table pgboss.job add column fancy int4; update pgboss.version set version = 999`);
  const reader = await collector.open(testSettings(database.url));
  const { missing } = await reader.probe(never);
  expect(missing[0]).toMatch(/^what schema version 999 of pg-boss changed: up to \d+ was tried/);
  const runs = runsOf((await readAll(reader, null)).evidence);
  const correlations = [small, huge].map((id) => runs.get(`mail ${id}`)?.correlation?.id);
  expect(correlations).toEqual(['s', undefined]);
  expect(runs.get(`mail ${job?.id}`)?.error?.message).toBe('it broke');
  await reader.close();
  await boss.stop({ graceful: false });
  await database.drop();
});
