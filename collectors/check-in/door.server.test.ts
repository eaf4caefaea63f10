// Check-ins over HTTP into a real Postgres: curl's and the web port's, and while Postgres is away.
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDoors } from '#collectors/door.ts';
import { takeCheckInAtWeb } from '#lib/check-in/take-at-web.ts';
import { migrate } from '#lib/db/migrate.ts';
import { createPool, type Pool } from '#lib/db/pool.ts';
import { readSettings } from '#lib/env.ts';
import { startEmbeddedPostgres } from '#lib/launch/embedded-postgres.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { addSchedule, runsOf } from './testing-door.ts';

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'signalbox-check-in-'));
const openDoor = async (pool: Pool, dataDir: string, slowCommitMs = 20_000) => {
  const settings = { ...readSettings({}), otlpHttpPort: 0, otlpGrpcPort: 0, dataDir };
  const door = await startDoors({ settings, pool }, { slowCommitMs });
  return { url: `http://127.0.0.1:${door.port}`, close: () => door.close() };
};
const send = (url: string, init?: RequestInit) =>
  fetch(url, init).then(async (answer) => ({ status: answer.status, body: await answer.json() }));

describe('the check-in door', () => {
  let database: TestDatabase;
  let door: Awaited<ReturnType<typeof openDoor>>;
  const folder = newFolder();
  beforeAll(async () => {
    database = await createTestDatabase();
    door = await openDoor(database.pool, folder);
  });
  afterAll(async () => {
    await door.close();
    await database.drop();
    rmSync(folder, { recursive: true });
  });
  const at = (token: string, rest = '') => `${door.url}/check-in/${token}${rest}`;

  it('makes one run of a start and an end with one rid, however often each is sent', async () => {
    const { token } = await addSchedule(database.pool, 'with-rid');
    for (const phase of ['start', 'start', 'success', 'success', 'success']) {
      const body = phase === 'success' ? 'all done' : undefined;
      const answer = await send(at(token, `/${phase}?rid=r1&correlationId=req-7`), { method: 'POST', body });
      expect(answer).toEqual({ status: 200, body: { rid: 'r1', phase } });
    }
    expect(await runsOf(database.pool, 'with-rid')).toMatchObject([{ state: 'succeeded', correlationId: 'req-7' }]);
    const logs = await database.pool.query(`select body from log where body = 'all done'`);
    expect(logs.rows).toHaveLength(1);
  });

  it('ties an end to its start without a rid too, the first to the first, for curl alone', async () => {
    const { token } = await addSchedule(database.pool, 'by-curl');
    const first = await send(at(token, '/start'));
    const second = await send(at(token, '/start'));
    expect(first.body.rid).not.toBe(second.body.rid);
    expect((await send(at(token, '/log'), { method: 'POST', body: 'half' })).body.rid).toBe(second.body.rid);
    expect((await send(at(token, '/7'))).body).toEqual({ rid: first.body.rid, phase: 'fail' });
    expect((await send(at(token))).body).toEqual({ rid: second.body.rid, phase: 'success' });
    expect(await runsOf(database.pool, 'by-curl')).toMatchObject([
      { state: 'dead', error: 'exit code 7' },
      { state: 'succeeded' },
    ]);
    // Nothing is open any more: an end alone is a run of its own.
    const alone = await send(at(token));
    expect([first.body.rid, second.body.rid]).not.toContain(alone.body.rid);
    expect(await runsOf(database.pool, 'by-curl')).toHaveLength(3);
  });

  it('keeps the last 10 kB of a long output', async () => {
    const { token } = await addSchedule(database.pool, 'talkative');
    const body = `${'x'.repeat(3_000_000)}the end`;
    expect((await send(at(token, '/1?rid=a'), { method: 'POST', body })).status).toBe(200);
    const { rows } = await database.pool.query(`select body from log where body like '%the end'`);
    expect(rows[0].body).toHaveLength(10_240);
  });

  it('refuses strangers, odd methods and odd phases with a reason, and lets a new token in at once', async () => {
    const unknown = await send(at('no-such-token'));
    expect([unknown.status, unknown.body.error.code]).toEqual([404, 'not_found']);
    const { token } = await addSchedule(database.pool, 'brand-new');
    expect((await send(at(token, '/start?rid=1'))).status).toBe(200);
    expect((await send(at(token), { method: 'PUT', body: '' })).status).toBe(405);
    const odd = await send(at(token, '/maybe'));
    expect([odd.status, Object.keys(odd.body.error.fields)]).toEqual([400, ['phase']]);
    await database.pool.query('update schedule set token_hash = null where name = $1', ['brand-new']);
    await expect.poll(async () => (await send(at(token))).status, { timeout: 15_000 }).toBe(404);
  });

  it('notes that it is open', async () => {
    const stretches = async () =>
      (
        await database.pool.query(
          `select to_at - from_at > interval '2 seconds' as is_long from watched where subject = 'door'`,
        )
      ).rows;
    await expect.poll(stretches, { timeout: 15_000 }).toEqual([{ is_long: true }]);
  });
});

describe('while Postgres is away', () => {
  it('takes check-ins of known tokens, also by a door that starts meanwhile and on the web port, and loses none', async () => {
    const [data, folder] = [newFolder(), newFolder()];
    chmodSync(data, 0o755);
    let server = await startEmbeddedPostgres({ dataDir: data });
    await migrate(server.url);
    const pool = createPool({ url: server.url, connectTimeoutMs: 1_000 });
    const { token } = await addSchedule(pool, 'through-outage');
    let door = await openDoor(pool, folder, 500);
    expect((await send(`${door.url}/check-in/${token}/start?rid=before`)).status).toBe(200);
    const { port } = server;
    await server.stop();

    const sent = async (rest: string) => (await send(`${door.url}/check-in/${token}${rest}`)).status;
    expect(await sent('/success?rid=before')).toBe(200);
    expect(await sent('/start')).toBe(200);
    expect(await sent('/fail')).toBe(200);
    expect((await send(`${door.url}/check-in/no-such-token`)).status).toBe(503);
    await door.close();
    door = await openDoor(pool, folder, 500);
    expect(await sent('/success?rid=after')).toBe(200);
    process.env.SIGNALBOX_OTLP_HTTP_PORT = new URL(door.url).port;
    const atWeb = new Request(`http://web/check-in/${token}/fail?rid=web`, { method: 'POST', body: 'out' });
    expect(await takeCheckInAtWeb({ request: atWeb, nowMs: Date.now() })).toEqual({ rid: 'web', phase: 'fail' });
    expect(readFileSync(join(folder, 'spool', 'check-in-tokens.json'), 'utf8')).not.toContain(token);

    server = await startEmbeddedPostgres({ dataDir: data, port });
    const states = async () => (await runsOf(pool, 'through-outage')).map(({ state }) => state).sort();
    await expect.poll(states, { timeout: 60_000 }).toEqual(['dead', 'dead', 'succeeded', 'succeeded']);
    await door.close();
    await pool.end();
    await server.stop();
    for (const one of [data, folder]) rmSync(one, { recursive: true, force: true });
  }, 180_000);
});
