import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GET as getAudit } from '#app/api/v1/audit/route.ts';
import { GET as getRuns } from '#app/api/v1/runs/route.ts';
import { PATCH as setPassword, POST as signIn, DELETE as signOut } from '#app/api/v1/session/route.ts';
import { DELETE as endSession } from '#app/api/v1/sessions/[id]/route.ts';
import { GET as getSessions } from '#app/api/v1/sessions/route.ts';
import { call, useDatabase } from '#lib/api/testing/call.ts';
import { auditList } from '#lib/contracts/audit.ts';
import type { ErrorBody } from '#lib/contracts/error-body.ts';
import type { SessionRowList, UserCreated, UserList, UserView } from '#lib/contracts/user.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { DELETE, PATCH } from './[id]/route.ts';
import { GET, POST } from './route.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  useDatabase(database.url);
});
afterAll(async () => {
  await webPool().end();
  await database.drop();
});

const make = async (input: object): Promise<UserCreated> => {
  const { status, body } = await call<UserCreated>(POST, '/api/v1/users', { method: 'POST', body: input });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
};
const change = <T = ErrorBody>(id: string, body: object) =>
  call<T>(PATCH, `/api/v1/users/${id}`, { method: 'PATCH', body, params: { id } });
const remove = (id: string) => call(DELETE, `/api/v1/users/${id}`, { method: 'DELETE', params: { id } });
const open = async (email: string, password: string, headers: Record<string, string> = {}): Promise<string> => {
  const answer = await call(signIn, '/api/v1/session', {
    method: 'POST',
    token: null,
    body: { email, password },
    headers: { 'user-agent': 'Test', ...headers },
  });
  expect(answer.status).toBe(204);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
};
const as = (cookie: string) => ({ token: null, headers: { cookie, 'sec-fetch-site': 'same-origin' } });
const canRead = async (cookie: string): Promise<boolean> =>
  (await call(getRuns, '/api/v1/runs', as(cookie))).status === 200;

describe('users', () => {
  it('are made with a password of their own or one that is told once', async () => {
    const made = await make({ email: 'Vera@example.org', role: 'viewer' });
    expect(made).toMatchObject({ email: 'vera@example.org', name: 'Vera', role: 'viewer', providers: ['credential'] });
    expect(made.password).toMatch(/^[\w-]{24}$/);
    expect(await canRead(await open('vera@example.org', made.password ?? ''))).toBe(true);
    const list = await call<UserList>(GET, '/api/v1/users');
    expect(JSON.stringify(list.body)).not.toContain(made.password);
    const again = await call<ErrorBody>(POST, '/api/v1/users', { method: 'POST', body: { email: 'vera@EXAMPLE.org' } });
    expect(again.status).toBe(409);
    const audited = await database.pool.query('select json_agg(audit)::text as text from audit');
    expect(audited.rows[0]?.text).not.toContain(made.password);
    for (const change of ['delete from audit', "update audit set actor = 'nobody'", 'truncate audit'])
      await expect(database.pool.query(change), change).rejects.toThrow('only grows');
  });

  it('are audited with the address that the last server in front of us tells', async () => {
    await call(POST, '/api/v1/users', {
      method: 'POST',
      body: { email: 'from-afar@example.org', role: 'viewer' },
      headers: { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' },
    });
    const { body } = await call(getAudit, '/api/v1/audit?limit=1');
    expect(auditList.parse(body).items).toMatchObject([{ action: 'user.create', address: '203.0.113.9' }]);
  });

  it('gain and lose a role at once, and a new password ends their sessions', async () => {
    const { id } = await make({ email: 'olaf@example.org', role: 'viewer', password: 'a long enough password' });
    const cookie = await open('olaf@example.org', 'a long enough password');
    const admin = () => call(GET, '/api/v1/users', as(cookie));
    expect((await admin()).status).toBe(403);
    expect((await change<UserView>(id, { role: 'admin' })).body.role).toBe('admin');
    expect((await admin()).status).toBe(200);
    await change(id, { role: 'viewer' }).then(({ status }) => expect(status).toBe(409));
    const other = await make({ email: 'ada@example.org', role: 'admin' });
    expect((await change<UserView>(id, { role: 'viewer' })).status).toBe(200);
    expect((await admin()).status).toBe(403);
    expect((await remove(other.id)).status).toBe(409);
    expect((await change(id, { password: 'another long password' })).status).toBe(200);
    expect(await canRead(cookie)).toBe(false);
    expect((await remove(id)).status).toBe(204);
    expect((await remove(id)).status).toBe(404);
    expect((await change(id, {})).status).toBe(400);
  });
});

describe('sessions', () => {
  it('are seen and ended by their owner, and by admins; nobody ends those of others', async () => {
    await make({ email: 'sue@example.org', password: 'a long enough password' });
    const [laptop, phone] = [
      await open('sue@example.org', 'a long enough password'),
      await open('sue@example.org', 'a long enough password'),
    ];
    expect(laptop).not.toBe(phone);
    const mine = await call<SessionRowList>(getSessions, '/api/v1/sessions', as(laptop));
    expect(mine.body.items).toHaveLength(2);
    expect(mine.body.items.filter((session) => session.isCurrent)).toHaveLength(1);
    expect(mine.body.items[0]?.agent).toBe('Test');
    expect(JSON.stringify(mine.body)).not.toContain('token');
    const all = await call<SessionRowList>(getSessions, '/api/v1/sessions');
    const foreign = all.body.items.find((session) => session.user !== 'sue@example.org');
    const end = (id: string, cookie: string) =>
      call(endSession, `/api/v1/sessions/${id}`, { method: 'DELETE', params: { id }, ...as(cookie) });
    expect((await end(foreign?.id ?? '', laptop)).status).toBe(404);
    const other = mine.body.items.find((session) => !session.isCurrent);
    expect((await end(other?.id ?? '', laptop)).status).toBe(204);
    expect(await canRead(phone)).toBe(false);
    expect(await canRead(laptop)).toBe(true);
  });

  it('end but for the present one when their owner changes the password', async () => {
    const [here, there] = [
      await open('sue@example.org', 'a long enough password'),
      await open('sue@example.org', 'a long enough password'),
    ];
    const set = (current: string) =>
      call<ErrorBody>(setPassword, '/api/v1/session', {
        method: 'PATCH',
        body: { current, password: 'a different password' },
        ...as(here),
      });
    expect((await set('wrong')).status).toBe(403);
    expect((await set('a long enough password')).status).toBe(204);
    expect([await canRead(here), await canRead(there)]).toEqual([true, false]);
    expect((await call(signOut, '/api/v1/session', { method: 'DELETE', ...as(here) })).status).toBe(204);
    expect(await canRead(here)).toBe(false);
  });
});
