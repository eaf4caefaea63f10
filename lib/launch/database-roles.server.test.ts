// The door and the worker as the three-container deployment starts them, each as its own database role.
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { changeChannel, createChannel, removeChannel, rotateSecret } from '#lib/api/alerts/channels.ts';
import { hashToken, mintToken } from '#lib/auth/api-token.ts';
import type { Caller } from '#lib/auth/authorise.ts';
import { insertKey } from '#lib/db/key/insert-key.ts';
import { createDays } from '#lib/db/partition/create-days.ts';
import { dayUs } from '#lib/db/partition/day.ts';
import { dropOldDays } from '#lib/db/partition/drop-days.ts';
import { createPool, inTransaction } from '#lib/db/pool.ts';
import { grantRights } from '#lib/db/role/grant-rights.ts';
import type { DatabaseRole } from '#lib/db/role/rights.ts';
import { insertSchedule } from '#lib/db/schedule/write-schedule.ts';
import { selectParts } from '#lib/db/secret/secret-parts.ts';
import { deleteSource } from '#lib/db/source/delete-source.ts';
import { insertSource } from '#lib/db/source/insert-source.ts';
import { askProbe, dropProbe, takeProbeAnswer } from '#lib/db/source/source-probe.ts';
import { openSource } from '#lib/db/source/source-secrets.ts';
import { updateSource } from '#lib/db/source/update-source.ts';
import { freePort } from '#lib/launch/free-port.ts';
import { openChannel } from '#lib/notify/channel-secrets.ts';
import { createSecretBox } from '#lib/secrets.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { rolesOf } from '#lib/testing/database-roles.ts';

const patient = { timeout: 120_000, interval: 200 };
const folder = mkdtempSync(join(tmpdir(), 'signalbox-roles-'));
let database: TestDatabase;
let urls: Record<DatabaseRole, string>;
let said = '';
const ending: (() => Promise<unknown>)[] = [];

async function start(roles: string, role: DatabaseRole): Promise<string> {
  const [http, grpc, worker] = await Promise.all([freePort(), freePort(), freePort()]);
  const child = spawn(process.execPath, ['collectors/main.ts', `--roles=${roles}`], {
    env: {
      NODE_ENV: 'test',
      PATH: process.env.PATH,
      DATABASE_URL: urls[role],
      SIGNALBOX_SECRET: 'a secret that is long enough for a test',
      SIGNALBOX_CONFIG: '/dev/null',
      SIGNALBOX_DATA_DIR: join(folder, roles),
      SIGNALBOX_OTLP_HTTP_PORT: String(http),
      SIGNALBOX_OTLP_GRPC_PORT: String(grpc),
      SIGNALBOX_WORKER_PORT: String(worker),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  const exited = once(child, 'exit');
  ending.push(() => {
    child.kill('SIGTERM');
    return exited;
  });
  const url = `http://127.0.0.1:${roles === 'door' ? http : worker}`;
  const statusOf = () =>
    fetch(`${url}/readyz`).then(
      ({ status }) => status,
      () => 0,
    );
  await expect.poll(statusOf, patient).toBe(200);
  return url;
}

/** What Postgres answers `role` to each statement; null = it was done. */
async function codesOf(role: DatabaseRole, statements: readonly string[]): Promise<(string | null)[]> {
  const client = new pg.Client({ connectionString: urls[role] });
  await client.connect();
  try {
    const codes: (string | null)[] = [];
    for (const statement of statements)
      codes.push(
        await client.query(statement).then(
          () => null,
          ({ code }: { code: string }) => code,
        ),
      );
    return codes;
  } finally {
    await client.end();
  }
}
const refused = '42501';

beforeAll(async () => {
  database = await createTestDatabase();
  urls = await rolesOf(database);
});
afterAll(async () => {
  await Promise.all(ending.map((end) => end()));
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

it('what the door takes in becomes runs, alerts are looked at, and nobody misses a right', async () => {
  const door = await start('door', 'signalbox_door');
  const worker = await start('watcher,deriver,keeper', 'signalbox_worker');
  const { token, hash, prefix } = mintToken('ingest');
  await insertKey(database.pool, { name: 'k', scope: 'ingest', environment: null, hash, prefix, createdBy: 'test' });
  const checkIn = randomBytes(16).toString('base64url');
  const rhythm = { environment: 'qa', name: 'nightly', everyMs: 3_600_000, timeZone: 'UTC' };
  await insertSchedule(database.pool, rhythm as Parameters<typeof insertSchedule>[1], hashToken(checkIn));
  const strings = (values: Record<string, string>) =>
    Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const ns = (ms: number): string => `${ms}000000`;
  const span = {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    name: 'process mail',
    kind: 5,
    startTimeUnixNano: ns(Date.now() - 2_000),
    endTimeUnixNano: ns(Date.now() - 1_000),
    status: { code: 2, message: 'it is broken' },
    attributes: strings({ 'job.name': 'mail', 'job.queue': 'q', 'job.id': randomUUID(), 'job.system': 'test' }),
  };
  const record = { timeUnixNano: ns(Date.now()), severityNumber: 9, body: { stringValue: 'hello' } };
  const resource = { attributes: strings({ 'service.name': 's', 'deployment.environment.name': 'qa' }) };
  const send = (signal: string, body: object) =>
    fetch(`${door}/v1/${signal}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
  expect((await send('traces', { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] })).status).toBe(200);
  expect((await send('logs', { resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] })).status).toBe(
    200,
  );
  expect((await fetch(`${door}/check-in/${checkIn}/start`, { method: 'POST' })).status).toBe(200);
  const countOf = async (text: string) => (await database.pool.query<{ n: number }>(text)).rows[0]?.n;
  await expect.poll(() => countOf('select count(*)::int4 as n from run'), patient).toBe(2);
  expect(await countOf('select count(*)::int4 as n from log')).toBe(1);
  await expect.poll(() => countOf('select count(*)::int4 as n from error_group'), patient).toBe(1);
  const looked = 'select count(*)::int4 as n from alert_rule where evaluated_at is not null';
  await expect.poll(() => countOf(looked), patient).toBeGreaterThan(0);
  expect((await fetch(`${worker}/readyz`)).status).toBe(200);
  await expect.poll(() => said, patient).toContain('Kept house.');
  expect(said).not.toMatch(/permission denied|must be owner|violates row-level/);
}, 240_000);

it('the worker makes and drops days, and the owner goes on being able to change the tables', async () => {
  const pool = createPool({ url: urls.signalbox_worker, max: 2 });
  const later = Date.now() * 1000 + 40 * dayUs;
  expect(await createDays(pool, later)).toBeGreaterThan(50);
  const { dropped, left } = await dropOldDays(pool, later);
  await pool.end();
  expect([dropped > 50, left]).toEqual([true, 0]);
  await database.pool.query('alter table run add column trial int4; alter table run drop column trial');
  await grantRights(database.pool);
});

it('the door reads no people, no runs and no secrets of sources, and takes nothing away', async () => {
  for (const kind of ['bullmq', 'github-actions'])
    await database.pool.query(
      `with made as (insert into source (name, environment, kind, config, poll_ms) values ($1, 'qa', $1, '{}', 30000) returning id)
       insert into source_secret select id, 'config.token', '\\x01' from made`,
      [kind],
    );
  const statements = [
    'select from auth_user',
    'select password from auth_account',
    'select token from auth_session',
    'select sealed from channel_secret',
    'select secret from source_probe',
    'select from audit',
    'select from run',
    'select from span',
    'select body from inbox',
    'select value from setting',
    'delete from inbox',
    'update api_key set scope = $$admin$$',
    'insert into api_key (name, scope, token_hash, prefix) values ($$x$$, $$admin$$, $$x$$, $$x$$)',
    'truncate span',
    'drop table span',
    'create table mine (id int4)',
    'alter table source disable row level security',
  ];
  expect(await codesOf('signalbox_door', statements)).toEqual(statements.map(() => refused));
  const seen = new pg.Client({ connectionString: urls.signalbox_door });
  await seen.connect();
  expect((await seen.query('select kind from source')).rows).toEqual([{ kind: 'github-actions' }]);
  const secrets = 'select kind from source_secret join source on id = owner_id';
  expect((await seen.query(secrets)).rows).toEqual([{ kind: 'github-actions' }]);
  await seen.end();
});

it('the worker reads no people and writes no audit; the web process changes no evidence and no audit', async () => {
  const ofPeople = [
    'select from auth_user',
    'select from auth_session',
    'select from auth_account',
    'select from audit',
  ];
  const asWorker = [...ofPeople, 'insert into auth_user (id) values ($$x$$)', 'drop table audit'];
  expect(await codesOf('signalbox_worker', asWorker)).toEqual(asWorker.map(() => refused));
  const asWeb = [
    'delete from run',
    'update attempt set run_id = run_id',
    'truncate rollup',
    'delete from span',
    'update audit set actor = $$x$$',
    'delete from audit',
    'alter table audit disable trigger all',
    'drop table run',
    'create table mine (id int4)',
  ];
  expect(await codesOf('signalbox_web', asWeb)).toEqual(asWeb.map(() => refused));
});

it('the web process takes secrets of sources and channels, keeps and moves them, and cannot read one', async () => {
  const pool = createPool({ url: urls.signalbox_web, max: 2 });
  vi.stubEnv('SIGNALBOX_SECRET', 'a secret that is long enough for a test');
  const secrets = createSecretBox('a secret that is long enough for a test');
  const caller = { pool, environment: null, principal: { actor: 'user:test' } } as Caller;
  const values = {
    ...{ name: 'web', environment: 'qa', kind: 'bullmq', pollMs: 30_000, enabled: true, act: { enabled: false } },
    ...{ correlation: { pointers: [] }, payload: { allow: [], redact: [] } },
  };
  const config = { url: 'redis://u:pw@h/', prefix: 'a' };
  const id = await inTransaction(pool, (db) => insertSource({ db, secrets }, { ...values, config }));
  const shown = { url: 'redis://u@h/', prefix: 'b' };
  await inTransaction(pool, (db) => updateSource({ db, secrets }, id, { config: shown }));
  const parts = await selectParts(database.pool, 'source', id);
  expect(openSource(secrets, { id, config: shown, parts }).config).toEqual({ ...config, prefix: 'b' });
  const probe = await askProbe({ db: pool, secrets }, { values: { ...values, config: shown }, knownId: id });
  expect(await takeProbeAnswer(pool, probe)).toBeNull();
  await dropProbe(pool, probe);
  const asked = { name: 'web', kind: 'webhook', config: { url: 'https://a.example/' }, sendResolved: true } as const;
  const channel = await createChannel(caller, asked);
  await changeChannel(caller, channel.id, { config: { url: 'https://b.example/' } });
  const rotated = await rotateSecret(caller, channel.id, Date.now());
  const opened = openChannel(secrets, {
    id: channel.id,
    config: {},
    parts: await selectParts(database.pool, 'alert_channel', channel.id),
  });
  expect(opened).toMatchObject({
    config: { url: 'https://b.example/' },
    signingSecret: rotated.signingSecret,
    previous: { signingSecret: channel.signingSecret },
  });
  const reads = [
    'select sealed from source_secret',
    'select * from channel_secret',
    'update channel_secret set sealed = sealed',
    'delete from channel_secret returning sealed',
    'select secret from source_probe',
    `update source_secret set part = convert_from(sealed, 'latin1')`,
  ];
  expect(await codesOf('signalbox_web', reads)).toEqual(reads.map(() => refused));
  await inTransaction(pool, (db) => deleteSource(db, id));
  await removeChannel(caller, channel.id);
  for (const [table, owner] of [
    ['source_secret', id],
    ['channel_secret', channel.id],
  ])
    expect((await database.pool.query(`select from ${table} where owner_id = $1`, [owner])).rowCount).toBe(0);
  await pool.end();
});
