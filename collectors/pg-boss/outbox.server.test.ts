import { PgBoss } from 'pg-boss';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cursor, Reader } from '#lib/collector.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { readAll, runsOf } from '#lib/testing/read-source.ts';
import { readRequest, runOutbox } from '../outbox.ts';
import { collector } from './read.ts';
import { testSettings } from './testing-settings.ts';

const never = new AbortController().signal;
let database: TestDatabase;
let boss: PgBoss;
let reader: Reader;
const open = (): Promise<Reader> =>
  collector.open({ ...testSettings(database.url), correlation: { pointers: ['/order'] } });
const outbox = (...args: string[]) =>
  runOutbox(readRequest([args[0] ?? '', 'pg-boss', '--url', database.url, ...args.slice(1)]));

beforeEach(async () => {
  database = await createTestDatabase();
  boss = new PgBoss({ connectionString: database.url, max: 2, supervise: false, schedule: false });
  boss.on('error', () => {});
  await boss.start();
  reader = await open();
});
afterEach(async () => {
  await reader.close();
  await boss.stop({ graceful: false });
  await database.drop();
});

/** One attempt by hand: taken, and failed with that message or completed. */
async function attempt(queue: string, failure: string | null): Promise<void> {
  const [job] = await boss.fetch(queue);
  if (!job) throw new Error('nothing to fetch');
  if (failure === null) await boss.complete(queue, job.id);
  else await boss.fail(queue, job.id, new TypeError(failure));
}

describe('the outbox of pg-boss', () => {
  it('tells every attempt with its own error, though nobody looked before all was over', async () => {
    await outbox('install', '--key', 'order');
    await boss.createQueue('dead');
    await boss.createQueue('mail', { retryLimit: 2, retryDelay: 0, deadLetter: 'dead' });
    const lucky = String(await boss.send('mail', { order: 'o-1', card: 'secret' }));
    for (const failure of ['first', 'second', null]) await attempt('mail', failure);
    const unlucky = String(await boss.send('mail', { order: 'o-2' }));
    for (const failure of ['one', 'two', 'three']) await attempt('mail', failure);
    const runs = runsOf((await readAll(reader, null)).evidence);
    const told = (id: string) =>
      runs.get(`mail ${id}`)?.attempts.map((a) => [a.state, a.error?.message ?? null, a.fidelity]);
    expect(runs.get(`mail ${lucky}`)).toMatchObject({ state: 'succeeded', correlation: { id: 'o-1', rank: 1 } });
    expect(told(lucky)).toEqual([
      ['failed', 'first', 'reported'],
      ['failed', 'second', 'reported'],
      ['succeeded', null, 'reported'],
    ]);
    expect(runs.get(`mail ${unlucky}`)?.state).toBe('dead');
    expect(told(unlucky)?.map(([, message]) => message)).toEqual(['one', 'two', 'three']);
    const kept = await database.pool.query('select job::text as text from signalbox_outbox.pg_boss');
    expect(kept.rows.map((row) => row.text).join()).not.toContain('secret');
  });

  it('comes to the same runs as polling did before it was installed, and adds nothing when read again', async () => {
    await boss.createQueue('mail', { retryLimit: 1, retryDelay: 0 });
    const before = String(await boss.send('mail', {}));
    await attempt('mail', 'early');
    const first = await readAll(reader, null);
    await outbox('install');
    await attempt('mail', null);
    const later = String(await boss.send('mail', {}));
    await attempt('mail', null);
    const fresh = await open();
    try {
      const second = await readAll(fresh, JSON.parse(JSON.stringify(first.cursor)) as Cursor);
      const runs = runsOf([...first.evidence, ...second.evidence]);
      expect(runs.get(`mail ${before}`)?.attempts.map((a) => a.state)).toEqual(['failed', 'succeeded']);
      expect(runs.get(`mail ${later}`)?.state).toBe('succeeded');
      expect((await readAll(fresh, second.cursor)).evidence).toEqual([]);
    } finally {
      await fresh.close();
    }
  });

  it('hears of partitions that pg-boss adds later, and of jobs that are deleted before their end', async () => {
    await outbox('install');
    await boss.createQueue('big', { partition: true });
    const id = String(await boss.send('big', {}));
    const gone = String(await boss.send('big', {}));
    await attempt('big', null);
    await boss.deleteJob('big', gone);
    const runs = runsOf((await readAll(reader, null)).evidence);
    expect(runs.get(`big ${id}`)?.state).toBe('succeeded');
    expect(runs.get(`big ${gone}`)?.state).toBe('discarded');
  });

  it('never fails a job, not even when its table is gone', async () => {
    await outbox('install');
    await boss.createQueue('mail');
    await database.pool.query('drop table signalbox_outbox.pg_boss');
    const id = String(await boss.send('mail', {}));
    await attempt('mail', null);
    expect((await boss.getJobById('mail', id))?.state).toBe('completed');
  });

  it('is asked for by the probe, verified, and taken away without a trace', async () => {
    expect((await reader.probe(never)).missing.join()).toContain('signalbox outbox install pg-boss');
    await outbox('install');
    expect((await reader.probe(never)).missing).toEqual([]);
    expect(await outbox('verify')).toMatchObject({ isOk: true });
    await database.pool.query('alter table pgboss.job disable trigger signalbox_outbox');
    expect(await outbox('verify')).toMatchObject({ isOk: false, lines: [expect.stringContaining('disabled')] });
    await outbox('remove');
    const left = await database.pool.query(
      `select nspname from pg_namespace where nspname = 'signalbox_outbox' union all select tgname from pg_trigger where tgname = 'signalbox_outbox'`,
    );
    expect(left.rows).toEqual([]);
  });
});
