// What a process without a door tells of itself, from outside: what it waits for, what it did.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { freePort } from '#lib/launch/free-port.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

const patient = { timeout: 30_000, interval: 100 };
let database: TestDatabase;
const cleaning: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean();
  await database.drop();
});

async function startWorker(roles: string, env: Record<string, string> = {}): Promise<string> {
  const port = String(await freePort());
  const child = spawn(process.execPath, ['collectors/main.ts', `--roles=${roles}`], {
    env: {
      NODE_ENV: 'test',
      PATH: process.env.PATH,
      DATABASE_URL: database.url,
      SIGNALBOX_SECRET: 'a secret that is long enough for a test',
      SIGNALBOX_CONFIG: '/dev/null',
      SIGNALBOX_WORKER_PORT: port,
      ...env,
    },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  cleaning.push(() => {
    child.kill('SIGTERM');
    return exited;
  });
  return `http://127.0.0.1:${port}`;
}

const ask = (url: string, headers: Record<string, string> = {}) =>
  fetch(url, { headers }).then(
    async (answer) => [answer.status, await answer.text()] as const,
    () => [0, ''] as const,
  );
const figure = (text: string, name: string): number =>
  Number(new RegExp(`^${name.replace(/[{}"]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);

it('is ready once its duties are held, and counts what it derives and what waits', async () => {
  const url = await startWorker('deriver,keeper');
  await expect.poll(() => ask(`${url}/readyz`), patient).toEqual([200, 'ok\n']);
  expect(await ask(`${url}/livez`)).toEqual([200, 'ok\n']);
  const now = Date.now() * 1000;
  await commitIngest(database.pool, {
    evidence: [
      {
        environment: 'qa',
        source: 'tester',
        system: 'bullmq',
        queue: 'mail',
        names: { jobId: '1' },
        id: 'a',
        kind: 'created',
        at: now,
        atClock: 'backend',
        observedAt: now,
        fidelity: 'reported',
      },
    ],
  });
  const metrics = async () => (await ask(`${url}/metrics`))[1];
  await expect.poll(async () => figure(await metrics(), 'signalbox_derive_items_total'), patient).toBe(1);
  const text = await metrics();
  const of = (name: string) => figure(text, name);
  expect([of('signalbox_derive_runs_total'), of('signalbox_derive_lag_seconds_count')]).toEqual([1, 1]);
  expect([of('signalbox_inbox_items'), of('signalbox_inbox_oldest_seconds')]).toEqual([0, 0]);
  expect([of('signalbox_duty_held{duty="deriver"}'), of('signalbox_duty_held{duty="keeper"}')]).toEqual([1, 1]);
  expect([of('signalbox_database_up'), of('signalbox_partitions_ahead_days')]).toEqual([1, 3]);
  expect(of('process_resident_memory_bytes')).toBeGreaterThan(1e7);
  // Names and labels tell nothing of jobs.
  expect(text).not.toMatch(/tester|mail|qa/);
});

it('is alive but not ready while the database is away, says why, and leaves out what it cannot know', async () => {
  const url = await startWorker('deriver', { DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:1/x' });
  await expect.poll(() => ask(`${url}/readyz`), patient).toEqual([503, 'not ready\nthe database does not answer\n']);
  expect((await ask(`${url}/livez`))[0]).toBe(200);
  const [status, text] = await ask(`${url}/metrics`);
  expect([status, figure(text, 'signalbox_database_up')]).toEqual([200, 0]);
  expect(text).not.toContain('signalbox_inbox_items');
});

it('asks for a token that may read when it does not listen on loopback, and for none to be probed', async () => {
  const token = 'bootstrap-token-0123456789-0123456789';
  const url = await startWorker('keeper', { SIGNALBOX_HOST: '0.0.0.0', SIGNALBOX_BOOTSTRAP_TOKEN: token });
  await expect.poll(async () => (await ask(`${url}/livez`))[0], patient).toBe(200);
  expect((await ask(`${url}/metrics`))[0]).toBe(401);
  expect((await ask(`${url}/metrics`, { authorization: `Bearer ${token}` }))[0]).toBe(200);
  expect((await ask(`${url}/other`))[0]).toBe(404);
});

it('works without probes when their port is taken', async () => {
  const first = await startWorker('keeper');
  await expect.poll(async () => (await ask(`${first}/livez`))[0], patient).toBe(200);
  await startWorker('deriver', { SIGNALBOX_WORKER_PORT: new URL(first).port });
  const derivers = () =>
    database.pool
      .query(`select from lease where name like 'deriver:%' and expires_at > clock_timestamp()`)
      .then(({ rows }) => rows.length);
  await expect.poll(derivers, patient).toBeGreaterThan(0);
});
