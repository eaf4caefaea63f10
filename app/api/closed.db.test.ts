import { globSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, bootstrap, call, useDatabase } from '#lib/api/testing/call.ts';
import { fillWorld } from '#lib/api/testing/fixture.ts';
import { leastFor, type Method, methods } from '#lib/auth/access-table.ts';
import { issueSetupCode } from '#lib/auth/setup-code.ts';
import type { ErrorBody } from '#lib/contracts/error-body.ts';
import type { KeyCreated } from '#lib/contracts/key.ts';
import type { RunList } from '#lib/contracts/run.ts';
import type { SessionView } from '#lib/contracts/session.ts';
import type { SourceView } from '#lib/contracts/source.ts';
import { webPool } from '#lib/db/web-pool.ts';
import type { Handler } from '#lib/http/route.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

let database: TestDatabase;
const handlers = new Map<string, Handler>();
const handlerOf = (method: Method, path: string): Handler => handlers.get(`${method} ${path}`) as Handler;

beforeAll(async () => {
  database = await createTestDatabase();
  useDatabase(database.url);
  for (const file of globSync('app/**/route.ts')) {
    const module: Record<string, unknown> = await import(resolve(file));
    const path = dirname(file).slice('app'.length);
    for (const method of methods) if (module[method]) handlers.set(`${method} ${path}`, module[method] as Handler);
  }
  await fillWorld(database.pool, Date.now());
});

afterAll(async () => {
  await webPool().end();
  await database.drop();
});

const params = { id: '1', correlationId: 'req-7', fingerprint: 'ab'.repeat(8) };
const probe = (method: Method, path: string, token: string | null): Promise<Answer<ErrorBody>> =>
  call<ErrorBody>(handlerOf(method, path), path, { method, token, params, body: method === 'GET' ? undefined : {} });

const each = (): { method: Method; path: string }[] =>
  [...handlers.keys()].map((key) => {
    const [method, path] = key.split(' ') as [Method, string];
    return { method, path };
  });

describe('without a session or token', () => {
  it('every route that is not public answers 401', async () => {
    expect(handlers.size).toBeGreaterThan(30);
    for (const { method, path } of each()) {
      if (leastFor(path, method) === 'public') continue;
      const { status, body, headers } = await probe(method, path, null);
      expect(status, `${method} ${path}`).toBe(method === 'GET' ? 401 : 401);
      expect(body.error.code).toBe('unauthorized');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('a wrong token is refused everywhere, and not passed over for a cookie', async () => {
    for (const token of ['x', `sbx_ad_${'A'.repeat(43)}`, `${bootstrap}x`]) {
      for (const { method, path } of each()) {
        if (leastFor(path, method) === 'public') continue;
        expect((await probe(method, path, token)).status, `${method} ${path}`).toBe(401);
      }
    }
  });
});

describe('the first admin', () => {
  const email = 'Ada@example.org';
  const password = 'a long enough password';
  const json = { 'content-type': 'application/json' };
  const cookieOf = (answer: Answer<unknown>): string =>
    answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  let cookie = '';

  it('needs the printed code, which works once', async () => {
    const setUp = handlerOf('POST', '/api/v1/setup');
    const code = (await issueSetupCode(database.pool)) as string;
    expect(code).toMatch(/^[A-Z2-9]{4}(-[A-Z2-9]{4}){3}$/);
    expect(JSON.stringify((await database.pool.query('select value from setting')).rows)).not.toContain(code);
    const post = (body: unknown) => call(setUp, '/api/v1/setup', { method: 'POST', token: null, body, headers: json });
    expect((await post({ code: 'AAAA-AAAA-AAAA-AAAA', email, password })).status).toBe(403);
    expect((await post({ code, email, password: 'short' })).status).toBe(400);
    const made = await post({ code: code.toLowerCase().replaceAll('-', ' '), email, password });
    expect(made.status).toBe(201);
    cookie = cookieOf(made);
    expect(made.headers.getSetCookie()[0]).toMatch(/HttpOnly/i);
    expect(made.headers.getSetCookie()[0]).toMatch(/SameSite=Lax/i);
    expect((await post({ code, email: 'eve@example.org', password })).status).toBe(409);
    expect(await issueSetupCode(database.pool)).toBeNull();
    const { rows } = await database.pool.query('select password from auth_account');
    expect(rows[0]?.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('is recognised by the session of that answer', async () => {
    const { status, body } = await call<SessionView>(handlerOf('GET', '/api/v1/session'), '/api/v1/session', {
      token: null,
      headers: { cookie },
    });
    expect(status).toBe(200);
    expect(body).toEqual({ kind: 'user', name: 'Ada', email: email.toLowerCase(), role: 'admin', environment: null });
  });

  it('cannot be acted for by another site', async () => {
    const post = (headers: Record<string, string>) =>
      call(handlerOf('POST', '/api/v1/keys'), '/api/v1/keys', {
        method: 'POST',
        token: null,
        body: { name: 'x', scope: 'read' },
        headers: { cookie, ...headers },
      });
    expect((await post({})).status).toBe(403);
    expect((await post({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })).status).toBe(403);
    expect((await post({ 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await post({ origin: 'http://localhost:3000.evil.example' })).status).toBe(403);
    expect((await post({ 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post({ origin: 'http://localhost:3000' })).status).toBe(201);
    expect((await post({ 'sec-fetch-site': 'same-origin' })).status).toBe(201);
  });

  it('signs out for good and in again; a forged cookie opens nothing', async () => {
    const session = (method: Method, headers: Record<string, string>, body?: unknown) =>
      call(handlerOf(method, '/api/v1/session'), '/api/v1/session', { method, token: null, headers, body });
    const stolen = await database.pool.query('select token from auth_session');
    const forged = `${cookie.split('=')[0]}=${stolen.rows[0]?.token}`;
    expect((await session('GET', { cookie: forged })).status).toBe(401);
    expect((await session('DELETE', { cookie, 'sec-fetch-site': 'same-origin' })).status).toBe(204);
    expect((await session('GET', { cookie })).status).toBe(401);
    const again = await session('POST', json, { email: 'ADA@example.org', password });
    expect(again.status).toBe(204);
    expect((await session('GET', { cookie: cookieOf(again) })).status).toBe(200);
  });

  it('is told the same as strangers are for a wrong password, and to wait after ten of them, also of many at once', async () => {
    const signIn = (address: string, secret: string) =>
      call<ErrorBody>(handlerOf('POST', '/api/v1/session'), '/api/v1/session', {
        method: 'POST',
        token: null,
        headers: json,
        body: { email: address, password: secret },
      });
    const known = await signIn(email, 'wrong');
    const unknown = await signIn('nobody@example.org', 'wrong');
    expect(known.status).toBe(401);
    expect(unknown.body).toEqual(known.body);
    const atOnce = await Promise.all(Array.from({ length: 20 }, () => signIn(email, 'wrong')));
    expect(atOnce.filter(({ status }) => status === 401)).toHaveLength(9);
    const limited = await signIn(email, password);
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('API tokens', () => {
  const make = async (body: Record<string, unknown>): Promise<KeyCreated> => {
    const made = await call<KeyCreated>(handlerOf('POST', '/api/v1/keys'), '/api/v1/keys', { method: 'POST', body });
    expect(made.status).toBe(201);
    return made.body;
  };

  it('are told once, kept as a hash, listed without themselves, and revoked for good', async () => {
    const key = await make({ name: 'ci', scope: 'read' });
    expect(key.token).toMatch(/^sbx_rd_[\w-]{43}$/);
    const list = await call<unknown>(handlerOf('GET', '/api/v1/keys'), '/api/v1/keys');
    expect(JSON.stringify(list.body)).toContain(key.id);
    expect(JSON.stringify(list.body)).not.toContain(key.token);
    expect((await probe('GET', '/api/v1/queues', key.token)).status).toBe(200);
    const remove = () =>
      call(handlerOf('DELETE', '/api/v1/keys/[id]'), `/api/v1/keys/${key.id}`, {
        method: 'DELETE',
        params: { id: key.id },
      });
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    expect((await probe('GET', '/api/v1/queues', key.token)).status).toBe(401);
    const audit = await call<{ items: { action: string }[] }>(handlerOf('GET', '/api/v1/audit'), '/api/v1/audit');
    expect(audit.body.items.map((item) => item.action).slice(0, 2)).toEqual(['key.revoke', 'key.create']);
  });

  it('reach no further than their scope', async () => {
    const [read, operate, ingest] = [
      await make({ name: 'r', scope: 'read' }),
      await make({ name: 'o', scope: 'operate' }),
      await make({ name: 'i', scope: 'ingest' }),
    ];
    for (const { method, path } of each()) {
      const least = leastFor(path, method);
      if (least === 'public') continue;
      const name = `${method} ${path}`;
      expect((await probe(method, path, ingest.token)).status, name).toBe(403);
      if (least === 'operator' || least === 'admin')
        expect((await probe(method, path, read.token)).status, name).toBe(403);
      if (least === 'admin') expect((await probe(method, path, operate.token)).status, name).toBe(403);
    }
  });

  it('stop at their expiry', async () => {
    const past = { name: 'x', scope: 'read', expiresAt: '2020-01-01T00:00:00Z' };
    expect((await call(handlerOf('POST', '/api/v1/keys'), '/api/v1/keys', { method: 'POST', body: past })).status).toBe(
      400,
    );
    const key = await make({ name: 'soon', scope: 'read', expiresAt: '2099-01-01T00:00:00Z' });
    await database.pool.query("update api_key set expires_at = now() - interval '1 second' where id = $1", [key.id]);
    expect((await probe('GET', '/api/v1/queues', key.token)).status).toBe(401);
  });

  it('bound to one environment see nothing of another, by whatever road', async () => {
    const { token } = await make({ name: 'staging only', scope: 'admin', environment: 'staging' });
    const get = <T>(path: string, query = '', given: Record<string, string> = {}) =>
      call<T>(handlerOf('GET', path), `${path}${query}`, { token, params: given });
    const mine = await get<RunList>('/api/v1/runs');
    expect(mine.body.items.map((run) => run.environment)).toEqual(['staging']);
    const all = await call<RunList>(handlerOf('GET', '/api/v1/runs'), '/api/v1/runs?environment=demo&limit=1');
    const foreign = all.body.items[0];
    expect((await get<RunList>('/api/v1/runs', '?environment=demo')).body.items).toEqual([]);
    expect((await get('/api/v1/runs/[id]', '', { id: foreign?.id ?? '' })).status).toBe(404);
    expect((await get('/api/v1/queues/[id]', '', { id: foreign?.queueId ?? '' })).status).toBe(404);
    expect((await get('/api/v1/journeys/[correlationId]', '', { correlationId: 'req-7' })).status).toBe(404);
    for (const path of [
      '/api/v1/queues',
      '/api/v1/jobs',
      '/api/v1/workers',
      '/api/v1/errors',
      '/api/v1/dead-letters',
      '/api/v1/trust',
    ]) {
      expect(JSON.stringify((await get(path)).body), path).not.toContain('demo');
    }
    expect((await get<{ items: unknown[] }>('/api/v1/search', '?q=req-7')).body.items).toEqual([]);
    expect((await get<string>('/api/v1/export/runs.jsonl')).body.trim().split('\n')).toHaveLength(1);
    expect((await get('/api/v1/keys')).status).toBe(403);
    expect((await get('/api/v1/audit')).status).toBe(403);
  });
});

describe('sources', () => {
  const secret = 'hunter2-very-secret';
  const input = {
    name: 'orders',
    kind: 'bullmq',
    environment: 'demo',
    config: { url: `redis://reader:${secret}@127.0.0.1:6379`, prefix: 'bull' },
  };

  it('are made, changed and removed without their secret ever coming back', async () => {
    const made = await call<SourceView>(handlerOf('POST', '/api/v1/sources'), '/api/v1/sources', {
      method: 'POST',
      body: input,
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: 'orders',
      status: 'waiting',
      capabilities: { discoverQueues: true },
      pollMs: 5000,
    });
    const { id } = made.body;
    const one = (method: Method, body?: unknown) =>
      call<SourceView>(handlerOf(method, '/api/v1/sources/[id]'), `/api/v1/sources/${id}`, {
        method,
        body,
        params: { id },
      });
    const cost = { ...made.body.cost, readsPerMinute: 60 };
    expect((await one('PATCH', { pollMs: 1000 })).body).toEqual({ ...made.body, pollMs: 1000, cost });
    const list = await call<unknown>(handlerOf('GET', '/api/v1/sources'), '/api/v1/sources');
    const stored = await database.pool.query(
      'select row_to_json(source) as row from source union all select row_to_json(audit) from audit',
    );
    for (const text of [made.body, (await one('GET')).body, list.body, stored.rows])
      expect(JSON.stringify(text)).not.toContain(secret);
    const twice = await call(handlerOf('POST', '/api/v1/sources'), '/api/v1/sources', { method: 'POST', body: input });
    expect(twice.status).toBe(409);
    expect((await one('DELETE')).status).toBe(204);
    expect((await one('GET')).status).toBe(404);
  });

  it('say which field is wrong', async () => {
    const body = { ...input, name: 'a b', pollMs: 1 };
    const { body: told } = await call<ErrorBody>(handlerOf('POST', '/api/v1/sources'), '/api/v1/sources', {
      method: 'POST',
      body,
    });
    expect(Object.keys(told.error.fields ?? {}).sort()).toEqual(['name', 'pollMs']);
    const kind = await call<ErrorBody>(handlerOf('POST', '/api/v1/sources'), '/api/v1/sources', {
      method: 'POST',
      body: { ...input, kind: 'abacus' },
    });
    expect(kind.body.error.fields).toHaveProperty('kind');
  });
});

describe('the live stream', () => {
  it('tells of changes as they are announced, in the caller’s environment only, and ends with its reader', async () => {
    const stop = new AbortController();
    const request = new Request('http://localhost:3000/api/v1/stream?environment=demo', {
      headers: { authorization: `Bearer ${bootstrap}` },
      signal: stop.signal,
    });
    const response = await handlerOf('GET', '/api/v1/stream')(request, { params: Promise.resolve({}) });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>)
      .pipeThrough(new TextDecoderStream())
      .getReader();
    const say = (environment: string, id: string) =>
      database.pool.query('select pg_notify($1, $2)', [
        'signalbox_changes',
        JSON.stringify({ kind: 'run', environment, ids: [id], queueIds: [1], count: 1 }),
      ]);
    let heard = '';
    const hearing = (async () => {
      while (!heard.includes('event: run')) heard += (await reader.read()).value ?? '';
    })();
    // the connection that listens may still be on its way: say it until it is heard
    while (!heard.includes('event: run')) {
      await say('staging', 'secret');
      await say('demo', 'seen');
    }
    await hearing;
    expect(heard).toContain('"ids":["seen"]');
    expect(heard).not.toContain('secret');
    stop.abort();
    for (let more = await reader.read(); !more.done; more = await reader.read()) heard += more.value;
    expect(heard).not.toContain('secret');
  });
});
