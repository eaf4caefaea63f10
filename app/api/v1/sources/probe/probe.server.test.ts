import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, useDatabase } from '#lib/api/testing/call.ts';
import type { ErrorBody } from '#lib/contracts/error-body.ts';
import type { ProbeView } from '#lib/contracts/source-probe.ts';
import { log } from '#lib/log.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { POST as addSource } from '../route.ts';
import { POST as probe } from './route.ts';

let database: TestDatabase;
let boss: PgBoss;
let watcher: ChildProcess;

beforeAll(async () => {
  database = await createTestDatabase();
  useDatabase(database.url);
  boss = new PgBoss({ connectionString: database.url, max: 2, supervise: false, schedule: false });
  await boss.start();
  await boss.createQueue('mail');
  await boss.send('mail', {});
  watcher = spawn(process.execPath, ['collectors/main.ts', '--roles=watcher'], {
    env: { ...process.env, SIGNALBOX_CONFIG: '/dev/null' },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const nowhere = { kind: 'pg-boss', config: { url: 'postgres://127.0.0.1:1/none' } };
  while ((await ask(nowhere)).status === 503) log.info('no watcher answers yet');
}, 120_000);
afterAll(async () => {
  const gone = once(watcher, 'exit');
  watcher.kill('SIGTERM');
  await gone;
  await boss.stop({ graceful: false });
  await database.drop();
});

const ask = <T = ProbeView>(body: object) => call<T>(probe, '/api/v1/sources/probe', { method: 'POST', body });

describe('trying a source before it is saved', () => {
  it('tells what would be seen, what would not, and what reading costs, and stores nothing', async () => {
    const { status, body } = await ask({ kind: 'pg-boss', config: { url: database.url }, pollMs: 5_000 });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      isOk: true,
      server: expect.stringContaining('PostgreSQL'),
      library: expect.stringContaining('pg-boss'),
      queues: ['mail'],
      queueCount: 1,
      missing: [expect.stringContaining('signalbox outbox install pg-boss')],
      cost: { unit: 'query', isBilled: false, readsPerMinute: 12 },
    });
    expect(Math.abs(body.clockOffsetMs ?? 1e9)).toBeLessThan(5_000);
    const left = await database.pool.query(
      'select from source union all select from source_probe union all select from run',
    );
    expect(left.rowCount).toBe(0);
  });

  it('says what is wrong without the password', async () => {
    const url = new URL(database.url);
    url.username = 'nobody';
    url.password = 'hunter2';
    const { status, body } = await ask({ kind: 'pg-boss', config: { url: url.href } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ isOk: false, message: expect.stringMatching(/nobody/) });
    expect(JSON.stringify(body)).not.toContain('hunter2');
  });

  it('names each setting that is wrong', async () => {
    const { body } = await ask({ kind: 'pg-boss', config: { url: 'localhost', schem: 'x' } });
    expect(body).toMatchObject({
      isOk: false,
      message: expect.stringMatching(/url must begin with postgres:.*schem/s),
    });
  });

  it('takes a stored source’s secrets where they are left out', async () => {
    const config = { url: database.url };
    const made = await call<{ id: string; config: { url: string } }>(addSource, '/api/v1/sources', {
      method: 'POST',
      body: { name: 'orders', kind: 'pg-boss', environment: 'test', config, enabled: false },
    });
    expect(made.status).toBe(201);
    const { id, config: shown } = made.body;
    const { body } = await ask({ id, kind: 'pg-boss', environment: 'test', config: shown });
    expect(body.isOk).toBe(true);
  });

  it('refuses a kind that nobody can read', async () => {
    const { status, body } = await ask<ErrorBody>({ kind: 'sidekiq', config: {} });
    expect(status).toBe(400);
    expect(body.error.fields?.kind).toContain('not a kind of backend');
  });
});
