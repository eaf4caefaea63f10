// What GitHub tells in a real Postgres: pushes at a real door, in the shape of its `workflow_run` event, and schedules judged by what was polled.
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDoors } from '#collectors/door.ts';
import { upsertSchedules } from '#lib/db/schedule/upsert-schedules.ts';
import { writeParts } from '#lib/db/secret/secret-parts.ts';
import { publicConfig } from '#lib/db/source/public-config.ts';
import { sealSource } from '#lib/db/source/source-secrets.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { runStates } from '#lib/domain/run.ts';
import { readSettings } from '#lib/env.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { judgeSchedules } from '#lib/keep/judge-schedules.ts';
import { acquireLease, type Lease } from '#lib/lease.ts';
import { createSecretBox } from '#lib/secrets.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { collector } from './read.ts';
import { addWorkflow, repository, runFixture, startStubGitHub, token } from './testing-github.ts';
import { begin, finish, schedule, second } from './testing-work.ts';

const secret = 'a secret that GitHub knows';
const instance = 'a secret for tests that nobody uses elsewhere';
const folder = mkdtempSync(join(tmpdir(), 'signalbox-github-'));
let database: TestDatabase;
let door: Awaited<ReturnType<typeof startDoors>>;
const id = randomUUID();
beforeAll(async () => {
  database = await createTestDatabase();
  const config = { token, repositories: [repository.toUpperCase()], webhookSecret: secret };
  await database.pool.query(
    `insert into source (id, name, environment, kind, config, poll_ms) values ($1, 'ci', 'production', 'github-actions', $2, 30000)`,
    [id, JSON.stringify(publicConfig(config))],
  );
  await writeParts(database.pool, 'source', id, sealSource(createSecretBox(instance), id, { config }));
  const settings = { ...readSettings({}), otlpHttpPort: 0, otlpGrpcPort: 0, dataDir: folder, secret: instance };
  door = await startDoors({ settings, pool: database.pool });
});
afterAll(async () => {
  await door.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const eventOf = (action: string, run: object) =>
  JSON.stringify({ action, workflow_run: { ...runFixture, ...run }, repository: runFixture.repository });

async function push(body: string, over: { event?: string; signature?: string; to?: string } = {}) {
  const signature = over.signature ?? `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const answer = await fetch(`http://127.0.0.1:${door.port}/webhook/github-actions/${over.to ?? id}`, {
    method: 'POST',
    headers: { 'x-hub-signature-256': signature, 'x-github-event': over.event ?? 'workflow_run' },
    body,
  });
  return answer.status;
}

async function states() {
  await deriveAll(database.pool);
  const { rows } = await database.pool.query(
    `select r.state, q.name as queue from run r join queue q on q.id = r.queue_id where r.redirect_to is null`,
  );
  return rows.map(({ state, queue }) => [queue, runStates[state]]);
}

it('takes what is signed, once, and makes the run that polling knows as well', async () => {
  const now = Date.now();
  const at = { id: 7, created_at: second(now - 60_000), run_started_at: second(now - 60_000) };
  const begun = eventOf('in_progress', {
    ...at,
    status: 'in_progress',
    conclusion: null,
    updated_at: second(now - 30_000),
  });
  expect([await push(begun), await push(begun)]).toEqual([202, 202]);
  expect(await states()).toEqual([[repository, 'running']]);
  expect(
    await push(eventOf('completed', { ...at, status: 'completed', conclusion: 'failure', updated_at: second(now) })),
  ).toBe(202);
  expect(await states()).toEqual([[repository, 'dead']]);
});

it('refuses what is not signed, not addressed, or no event, and stores nothing of it', async () => {
  const before = await states();
  const body = eventOf('completed', { id: 8 });
  expect(await push(body, { signature: `sha256=${'0'.repeat(64)}` })).toBe(401);
  expect(await push(body, { signature: '' })).toBe(401);
  expect(await push(body, { to: '00000000-0000-4000-8000-000000000000' })).toBe(404);
  expect(await push(body, { to: 'nonsense' })).toBe(404);
  expect(await push('{"workflow_run":1}')).toBe(400);
  expect(await push('{}', { event: 'ping' })).toBe(200);
  expect(await push(eventOf('completed', { id: 9, event: 'push' }))).toBe(200);
  expect(await push(eventOf('completed', { id: 9, repository: { full_name: 'octo-org/other' } }))).toBe(200);
  expect(await states()).toEqual(before);
});

it('judges a schedule of a workflow file by the runs that were made', async () => {
  const gitHub = await startStubGitHub();
  addWorkflow(
    gitHub,
    { name: 'Every minute', path: '.github/workflows/every.yml' },
    'on: { schedule: [{ cron: "* * * * *" }] }\n',
  );
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  const one = schedule(gitHub, minute - 58_000, { name: 'Every minute', path: '.github/workflows/every.yml' });
  begin(one, minute - 50_000);
  finish(one, minute - 40_000, 'success');
  const config = collector.configSchema.parse({ url: gitHub.url, token, repositories: [repository] });
  const settings = { name: 'ci', kind: 'github-actions', environment: 'production', config, pollMs: 30_000 };
  const reader = await collector.open({
    ...settings,
    correlation: { pointers: [] },
    payload: { allow: [], redact: [] },
  });
  const never = new AbortController().signal;
  const { evidence } = await reader.poll(null, { maxItems: 100, nowUs: Date.now() * 1000 }, never);
  await commitIngest(database.pool, { evidence });
  const of = { environment: 'production', source: 'ci', system: 'github-actions' };
  await upsertSchedules(database.pool, of, (await reader.schedules?.(never)) ?? []);
  await gitHub.close();
  await database.pool.query(`update schedule set defined_at = $1`, [new Date(minute - 170_000)]);
  await database.pool.query(
    `insert into watched values ('source:' || $1, now() - interval '1 hour', now() + interval '1 hour')`,
    [id],
  );
  await deriveAll(database.pool);
  await judgeSchedules(database.pool, (await acquireLease(database.pool, 'test', 'schedules', 3_600_000)) as Lease);
  const { rows } = await database.pool.query(
    `select due_at, outcome from schedule_slot where due_at < $1 order by due_at`,
    [new Date(minute)],
  );
  expect(rows.map(({ due_at, outcome }) => [due_at.getTime() - minute, outcome])).toEqual([
    [-120_000, 'missed'],
    [-60_000, 'ok'],
  ]);
});
