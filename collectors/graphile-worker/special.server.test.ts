import { makeWorkerUtils, type WorkerUtils } from 'graphile-worker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cursor, Reader } from '#lib/collector.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { readAll, readDuring, runsOf } from '#lib/testing/read-source.ts';
import { readRequest, runOutbox } from '../outbox.ts';
import { collector } from './read.ts';
import { quiet, start } from './testing-work.ts';

const never = new AbortController().signal;
let database: TestDatabase;
let utils: WorkerUtils;
let reader: Reader;

const outbox = (...args: string[]) =>
  runOutbox(readRequest([args[0] ?? '', 'graphile-worker', '--url', database.url, ...args.slice(1)]));
const open = (url = database.url): Promise<Reader> =>
  collector.open({
    name: 'orders',
    kind: 'graphile-worker',
    environment: 'test',
    config: collector.configSchema.parse({ url }),
    pollMs: 250,
    correlation: { pointers: ['/order'] },
    payload: { allow: [], redact: [] },
  });

beforeEach(async () => {
  database = await createTestDatabase();
  utils = await makeWorkerUtils({ connectionString: database.url, logger: quiet });
  await utils.migrate();
  reader = await open();
});
afterEach(async () => {
  await reader.close();
  await utils.release();
  await database.drop();
});

describe('what is special about Graphile Worker', () => {
  it('tells quick jobs that came and went between two polls, once the outbox is installed', async () => {
    await outbox('install', '--key', 'order');
    const { cursor } = await readAll(reader, null);
    const done: string[] = [];
    const runner = await start(database.url, { quick: async (_payload, { job }) => void done.push(job.id) });
    const jobs = await Promise.all([1, 2, 3].map((n) => utils.addJob('quick', { order: `o-${n}`, card: 'secret' })));
    await expect.poll(() => done.length).toBe(3);
    await runner.stop();
    const { evidence } = await readAll(reader, cursor);
    const runs = runsOf(evidence);
    for (const [n, { id }] of jobs.entries()) {
      expect(runs.get(`quick ${id}`)).toMatchObject({ state: 'succeeded', correlation: { id: `o-${n + 1}`, rank: 1 } });
    }
    const kept = await database.pool.query('select carrier::text as text from signalbox_outbox.graphile_worker');
    expect(kept.rows.map((row) => row.text).join()).not.toContain('secret');
  });

  it('says without the outbox that polling missed some, and what it saw of the others is marked as inferred', async () => {
    const { cursor } = await readAll(reader, null);
    const held = new Map<string, () => void>();
    const runner = await start(database.url, {
      quick: async () => {},
      slow: (_payload, { job }) => new Promise<void>((resolve) => held.set(job.id, resolve)),
    });
    await utils.addJob('slow', {});
    let at: Cursor = cursor;
    await expect.poll(() => held.size).toBe(1);
    at = (await readAll(reader, at)).cursor;
    const quick = await utils.addJob('quick', {});
    const isThere = `select from graphile_worker._private_jobs where id = $1`;
    await expect.poll(async () => (await database.pool.query(isThere, [quick.id])).rowCount).toBe(0);
    const later = await utils.addJob('slow', {});
    await expect.poll(() => held.size).toBe(2);
    const missed = await readAll(reader, at);
    expect(missed.gaps).toMatchObject([{ lost: null, cause: 'poll-interval' }]);
    for (const end of held.values()) end();
    await runner.stop();
    const { evidence } = await readAll(reader, missed.cursor);
    const ended = evidence.filter((item) => item.kind === 'ended');
    expect(ended).toHaveLength(2);
    expect(new Set(ended.map((item) => item.fidelity))).toEqual(new Set(['inferred']));
    expect(runsOf([...missed.evidence, ...evidence]).get(`slow ${later.id}`)?.state).toBe('succeeded');
    expect((await reader.probe(never)).missing.join()).toContain('signalbox outbox install graphile-worker');
  });

  it('sees a job whose transaction commits after later ones were read', async () => {
    await outbox('install');
    // The name of a new task is itself a row that others wait for.
    await utils.addJob('slow', {});
    const { cursor } = await readAll(reader, null);
    const client = await database.pool.connect();
    await client.query('begin');
    const early = await client.query<{ id: string }>(`select id::text from graphile_worker.add_job('slow')`);
    const late = await utils.addJob('slow', {});
    const first = await readAll(reader, cursor);
    await client.query('commit');
    client.release();
    const second = await readAll(reader, first.cursor);
    expect(first.evidence.map((item) => item.names.jobId)).toEqual([String(late.id)]);
    expect(second.evidence.map((item) => item.names.jobId)).toEqual([early.rows[0]?.id]);
    expect(second.gaps).toEqual([]);
  });

  it('knows a job that somebody removed, one that was failed by hand, and one whose worker was given up', async () => {
    await outbox('install');
    const removed = await utils.addJob('mail', {}, { jobKey: 'weekly' });
    const failed = await utils.addJob('mail', {});
    const lost = await utils.addJob('mail', {});
    await database.pool.query(`select graphile_worker.remove_job('weekly')`);
    await utils.permanentlyFailJobs([failed.id], 'gone bad');
    await database.pool.query(
      `update graphile_worker._private_jobs set attempts = 1, locked_at = now(), locked_by = 'worker-1' where id = $1`,
      [lost.id],
    );
    await utils.forceUnlockWorkers(['worker-1']);
    const runs = runsOf((await readAll(reader, null)).evidence);
    expect(runs.get(`mail ${removed.id}`)?.state).toBe('cancelled');
    expect(runs.get(`mail ${failed.id}`)).toMatchObject({ state: 'dead', error: { message: 'gone bad' } });
    expect(runs.get(`mail ${lost.id}`)?.attempts).toMatchObject([{ state: 'lost', worker: 'worker-1' }]);
  });

  it('measures depth by task, and who holds a job', async () => {
    await utils.addJob('mail', {});
    await utils.addJob('mail', {}, { runAt: new Date(Date.now() + 60_000) });
    const held = await utils.addJob('mail', {});
    await database.pool.query(
      `update graphile_worker._private_jobs set attempts = 1, locked_at = now(), locked_by = 'worker-1' where id = $1`,
      [held.id],
    );
    const { samples } = await reader.poll(null, { maxItems: 100, nowUs: Date.now() * 1000 }, never);
    expect(samples).toMatchObject([{ queue: 'mail', queued: 1, scheduled: 1, running: 1, retrying: 0, dead: 0 }]);
    expect(await reader.workers?.(never)).toMatchObject([{ name: 'worker-1', queue: 'mail' }]);
  });

  it('says that row-level security hides every job, and reads them once the role may', async () => {
    const role = `reader_${process.pid}_${Date.now() % 100_000}`;
    await database.pool.query(`create role ${role} login password 'open-sesame'`);
    await database.pool.query(`grant usage on schema graphile_worker to ${role}`);
    await database.pool.query(`grant select on all tables in schema graphile_worker to ${role}`);
    const other = new URL(database.url);
    other.username = role;
    other.password = 'open-sesame';
    await outbox('install', '--reader', role);
    const job = await utils.addJob('mail', {});
    const limited = await open(other.href);
    try {
      expect((await limited.probe(never)).missing.join()).toContain(`alter role "${role}" bypassrls`);
      await database.pool.query(`alter role ${role} bypassrls`);
      expect((await limited.probe(never)).missing).toEqual([]);
      const { result, evidence } = await readDuring(limited, null, async () => job.id);
      expect(runsOf(evidence).get(`mail ${result}`)?.state).toBe('queued');
    } finally {
      await limited.close();
    }
  });
});

describe('the outbox', () => {
  it('is verified, replaced and taken away without a trace', async () => {
    expect(await outbox('verify')).toMatchObject({
      isOk: false,
      lines: [expect.stringContaining('Nothing listens'), expect.stringContaining('missing')],
    });
    await outbox('install');
    await outbox('install');
    await utils.addJob('mail', {});
    expect(await outbox('verify')).toMatchObject({ isOk: true, lines: [expect.stringContaining('1 changes kept')] });
    await outbox('remove');
    const left = await database.pool.query(
      `select nspname from pg_namespace where nspname = 'signalbox_outbox' union all select tgname from pg_trigger where tgname = 'signalbox_outbox'`,
    );
    expect(left.rows).toEqual([]);
  });

  it('never fails a job, not even when its table is gone', async () => {
    await outbox('install');
    await database.pool.query('drop table signalbox_outbox.graphile_worker');
    const done: string[] = [];
    const runner = await start(database.url, { mail: async (_payload, { job }) => void done.push(job.id) });
    const job = await utils.addJob('mail', {});
    await expect.poll(() => done).toEqual([job.id]);
    await runner.stop();
    const left = await database.pool.query('select from graphile_worker._private_jobs');
    expect(left.rowCount).toBe(0);
  });

  it('says how to call it', () => {
    expect(() => readRequest(['install', 'sidekiq', '--url', 'postgres://x'])).toThrow(/signalbox outbox install/);
  });
});
