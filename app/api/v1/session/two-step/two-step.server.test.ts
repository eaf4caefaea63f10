// Two-step sign-in as people live it: on, in with a code, with a recovery code, off, and what an admin may.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PATCH as setPassword, POST as signIn, GET as whoAmI } from '#app/api/v1/session/route.ts';
import { POST as secondStep } from '#app/api/v1/session/second-step/route.ts';
import { DELETE as reset } from '#app/api/v1/users/[id]/two-step/route.ts';
import { GET as listUsers } from '#app/api/v1/users/route.ts';
import { type Answer, call, useDatabase } from '#lib/api/testing/call.ts';
import { hashPassword } from '#lib/auth/password.ts';
import { openSession } from '#lib/auth/sign-in.ts';
import { signInLimits } from '#lib/auth/sign-in-limits.ts';
import { codeAt, stepAt } from '#lib/auth/totp.ts';
import type { ErrorBody } from '#lib/contracts/error-body.ts';
import type { Role } from '#lib/contracts/session.ts';
import type { RecoveryCodes, SecondStepAsked, TwoStepStarted, TwoStepView } from '#lib/contracts/two-step.ts';
import type { UserList } from '#lib/contracts/user.ts';
import { insertUser } from '#lib/db/user/insert-user.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { log } from '#lib/log.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { POST as confirm } from './confirm/route.ts';
import { POST as turnOff } from './off/route.ts';
import { POST as renew } from './recovery-codes/route.ts';
import { POST as start, GET as state } from './route.ts';

const path = '/api/v1/session/two-step';
const password = 'a long enough password';
const warned = vi.spyOn(log, 'warn').mockImplementation(() => {});
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  useDatabase(database.url);
  // codes change with the clock, which the tests move on; everything else goes by the real one
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
});
afterAll(async () => {
  vi.useRealTimers();
  await webPool().end();
  await database.drop();
});
// so that one test's wrong tries do not count in the next
beforeEach(() => Reflect.deleteProperty(globalThis, 'signalboxSignInLimits'));

const nextStep = (): void => void vi.setSystemTime(Date.now() + 30_000);
const rows = async (text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
  (await database.pool.query(text, values)).rows;
const cookieOf = (headers: Headers): string =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

/** Base32, read the plain way. */
const decoded = (text: string): Buffer => {
  const bits = [...text]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

const enter = <T = ErrorBody>(email: string, secret = password) =>
  call<T>(signIn, '/api/v1/session', { method: 'POST', token: null, body: { email, password: secret } });
const answerWith = (ticket: string, code: string, headers: Record<string, string> = {}) =>
  call<ErrorBody>(secondStep, '/api/v1/session/second-step', {
    method: 'POST',
    token: null,
    body: { ticket, code },
    headers,
  });
const ticketOf = async (email: string): Promise<string> => (await enter<SecondStepAsked>(email)).body.ticket;
const isIn = async (cookie: string): Promise<boolean> =>
  (await call(whoAmI, '/api/v1/session', { token: null, headers: { cookie } })).status === 200;

class Person {
  readonly id: string;
  readonly email: string;
  readonly cookie: string;
  secret: Buffer = Buffer.alloc(0);
  recovery: string[] = [];

  constructor(id: string, email: string, cookie: string) {
    [this.id, this.email, this.cookie] = [id, email, cookie];
  }

  code(): string {
    return codeAt(this.secret, stepAt(Date.now()));
  }

  wrongCode(): string {
    return String((Number(this.code()) + 500_000) % 1_000_000).padStart(6, '0');
  }

  ask<T = ErrorBody>(handler: typeof start, method = 'POST', body?: object): Promise<Answer<T>> {
    return call<T>(handler, path, {
      method,
      token: null,
      body,
      headers: { cookie: this.cookie, 'sec-fetch-site': 'same-origin' },
    });
  }

  async begin(): Promise<TwoStepStarted> {
    const { status, body } = await this.ask<TwoStepStarted>(start, 'POST', { password });
    expect(status, JSON.stringify(body)).toBe(201);
    this.secret = decoded(body.secret);
    return body;
  }

  async turnOn(): Promise<this> {
    await this.begin();
    const { status, body } = await this.ask<RecoveryCodes>(confirm, 'POST', { code: this.code() });
    expect(status, JSON.stringify(body)).toBe(200);
    this.recovery = body.codes;
    nextStep();
    return this;
  }

  async audited(): Promise<unknown[]> {
    const found = await rows(
      `select action, actor, after from audit where target = $1 and action like 'two-step%' order by at, id`,
      [`user:${this.id}`],
    );
    return found.map(({ action, actor, after }) => [action, actor === `user:${this.id}` ? 'self' : actor, after]);
  }
}

let people = 0;
let passwordHash = '';
/** Somebody who is signed in by a password. */
const newPerson = async (role: Role = 'viewer'): Promise<Person> => {
  people += 1;
  passwordHash ||= await hashPassword(password);
  const email = `person${people}@example.org`;
  const id = await insertUser(webPool(), { email, name: email, role, passwordHash });
  return new Person(id, email, cookieOf(await openSession(new Headers(), id)));
};

describe('turning two-step sign-in on', () => {
  it('asks for the password, then for a first code; nothing is asked at sign-in before', async () => {
    const ada = await newPerson();
    expect((await ada.ask<TwoStepView>(state, 'GET')).body).toEqual({
      hasPassword: true,
      onSince: null,
      recoveryCodesLeft: 0,
    });
    expect((await ada.ask(confirm, 'POST', { code: '123456' })).status).toBe(409);
    const wrong = await ada.ask(start, 'POST', { password: 'not the password' });
    expect([wrong.status, wrong.body.error.fields]).toEqual([403, { password: 'is not right' }]);
    const begun = await ada.begin();
    expect(begun.uri).toBe(
      `otpauth://totp/Signalbox%20localhost:${encodeURIComponent(ada.email)}?secret=${begun.secret}&issuer=Signalbox%20localhost`,
    );
    expect((await enter(ada.email)).status).toBe(204);
    expect((await ada.ask(confirm, 'POST', { code: ada.wrongCode() })).status).toBe(403);
    expect((await ada.ask<TwoStepView>(state, 'GET')).body.onSince).toBeNull();

    const other = cookieOf((await enter(ada.email)).headers);
    const on = await ada.ask<RecoveryCodes>(confirm, 'POST', { code: ada.code() });
    expect(on.status).toBe(200);
    expect(on.headers.get('cache-control')).toBe('no-store');
    expect(new Set(on.body.codes).size).toBe(10);
    for (const code of on.body.codes) expect(code).toMatch(/^[A-Z2-9]{4}(-[A-Z2-9]{4}){3}$/);
    expect((await ada.ask<TwoStepView>(state, 'GET')).body).toMatchObject({
      onSince: expect.any(String),
      recoveryCodesLeft: 10,
    });
    expect([await isIn(ada.cookie), await isIn(other)], 'a session that was opened without a code').toEqual([
      true,
      false,
    ]);
    expect(await ada.audited()).toEqual([['two-step.on', 'self', null]]);
    expect((await ada.ask(start, 'POST', { password })).status, 'on already').toBe(409);
  });

  it('stores neither the secret nor a recovery code as it is', async () => {
    const ada = await (await newPerson()).turnOn();
    const tables = await rows(`select (select json_agg(t)::text from auth_two_step t) as two_step,
      (select json_agg(a)::text from audit a) as audit`);
    const stored = JSON.stringify(tables);
    for (const told of [ada.secret.toString('hex'), ada.secret.toString('base64')]) expect(stored).not.toContain(told);
    for (const code of ada.recovery) {
      expect(stored).not.toContain(code);
      expect(stored).not.toContain(Buffer.from(code.replaceAll('-', '')).toString('hex'));
    }
  });

  it('is for people with a password', async () => {
    expect((await call<TwoStepView>(state, path)).body.hasPassword).toBe(false);
    expect((await call(start, path, { method: 'POST', body: { password } })).status).toBe(409);
    const ada = await newPerson();
    await rows(`delete from auth_account where user_id = $1`, [ada.id]);
    expect((await ada.ask<TwoStepView>(state, 'GET')).body.hasPassword).toBe(false);
    expect((await ada.ask(start, 'POST', { password })).status).toBe(409);
  });
});

describe('signing in with it', () => {
  it('takes the password and a code; the password alone opens nothing', async () => {
    const ada = await (await newPerson()).turnOn();
    const asked = await enter<SecondStepAsked>(ada.email);
    expect(asked.status).toBe(202);
    expect(asked.headers.getSetCookie()).toEqual([]);
    expect(Object.keys(asked.body).sort()).toEqual(['expiresAt', 'ticket']);
    const before = await rows('select count(*)::int4 as n from auth_session where user_id = $1', [ada.id]);
    expect(before).toEqual([{ n: 1 }]);
    expect(JSON.stringify(await rows('select t::text from auth_ticket t'))).not.toContain(asked.body.ticket);
    const entered = await answerWith(asked.body.ticket, ada.code());
    expect(entered.status).toBe(204);
    expect(await isIn(cookieOf(entered.headers))).toBe(true);
    nextStep();
    const again = await answerWith(asked.body.ticket, ada.code());
    expect([again.status, again.body.error.fields], 'a ticket works once').toEqual([401, { ticket: 'is over' }]);
  });

  it('refuses a code that was used, and one of before; takes it with the space that apps show', async () => {
    const ada = await (await newPerson()).turnOn();
    const code = ada.code();
    expect((await answerWith(await ticketOf(ada.email), code)).status).toBe(204);
    const ticket = await ticketOf(ada.email);
    expect((await answerWith(ticket, code)).status).toBe(401);
    expect((await answerWith(ticket, codeAt(ada.secret, stepAt(Date.now()) - 1))).status).toBe(401);
    nextStep();
    expect((await answerWith(ticket, ada.code().replace(/^.../, '$& '))).status).toBe(204);
  });

  it('gives one session to many requests with the same code', async () => {
    const ada = await (await newPerson()).turnOn();
    const tickets = await Promise.all(Array.from({ length: 4 }, () => ticketOf(ada.email)));
    const code = ada.code();
    const answers = await Promise.all([...tickets, ...tickets].map((ticket) => answerWith(ticket, code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 401, 401, 401, 401, 401, 401, 401]);
  });

  it('ends after five minutes, with a new password, and when it is turned off meanwhile', async () => {
    const ada = await (await newPerson()).turnOn();
    const late = await ticketOf(ada.email);
    const left = await rows('select extract(epoch from max(expires_at) - now())::int4 as seconds from auth_ticket');
    expect(left[0]?.seconds).toBeGreaterThan(270);
    expect(left[0]?.seconds).toBeLessThanOrEqual(300);
    await rows(`update auth_ticket set expires_at = now() where user_id = $1`, [ada.id]);
    const answer = await answerWith(late, ada.code());
    expect([answer.status, answer.body.error.fields]).toEqual([401, { ticket: 'is over' }]);
    const changed = await ticketOf(ada.email);
    const newer = 'quite another password';
    expect((await ada.ask(setPassword, 'PATCH', { current: password, password: newer })).status).toBe(204);
    expect((await answerWith(changed, ada.code())).body.error.fields).toEqual({ ticket: 'is over' });
    const { ticket } = (await enter<SecondStepAsked>(ada.email, newer)).body;
    expect((await ada.ask(turnOff, 'POST', { password: newer, code: ada.code() })).status).toBe(204);
    nextStep();
    expect((await answerWith(ticket, ada.code())).status).toBe(401);
  });

  it('answers every wrong code the same, notes it, and makes people wait after ten, also when they come at once', async () => {
    const ada = await (await newPerson()).turnOn();
    const ticket = await ticketOf(ada.email);
    const used = codeAt(ada.secret, stepAt(Date.now()) - 1);
    const wrong = await Promise.all(
      [ada.wrongCode(), used, 'AAAA-AAAA-AAAA-AAAA', '99999999'].map((code) => answerWith(ticket, code)),
    );
    expect(new Set(wrong.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
    expect(wrong[0]?.status).toBe(401);
    expect(warned.mock.calls.map(([, words]) => words)).toContain('a code of two-step sign-in was wrong');
    expect(JSON.stringify(warned.mock.calls)).not.toContain(ada.wrongCode());
    const more = await Promise.all(Array.from({ length: 12 }, () => answerWith(ticket, ada.wrongCode())));
    expect(more.filter(({ status }) => status === 401)).toHaveLength(6);
    expect(more.filter(({ status }) => status === 429)).toHaveLength(6);
    const limited = await answerWith(ticket, ada.code());
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await answerWith(await ticketOf(ada.email), ada.code())).status, 'after the password once more').toBe(429);
    const olaf = await (await newPerson()).turnOn();
    expect((await answerWith(await ticketOf(olaf.email), olaf.code())).status, 'somebody else').toBe(204);
  });

  it('makes an address wait that guesses codes of many people', async () => {
    const [ada, olaf] = [await (await newPerson()).turnOn(), await (await newPerson()).turnOn()];
    const there = { 'x-forwarded-for': '203.0.113.9' };
    for (let guess = 0; guess < 49; guess++) signInLimits().address.fail('203.0.113.9', Date.now());
    expect((await answerWith(await ticketOf(olaf.email), olaf.wrongCode(), there)).status).toBe(401);
    expect((await answerWith(await ticketOf(ada.email), ada.code(), there)).status).toBe(429);
    expect((await answerWith(await ticketOf(olaf.email), olaf.code())).status).toBe(204);
  });
});

describe('a recovery code', () => {
  it('works once, as people copy it, and is audited', async () => {
    const ada = await (await newPerson()).turnOn();
    const [first = '', second = ''] = ada.recovery;
    const typed = first.toLowerCase().replaceAll('-', ' ');
    expect((await answerWith(await ticketOf(ada.email), typed)).status).toBe(204);
    const ticket = await ticketOf(ada.email);
    expect((await answerWith(ticket, first)).status).toBe(401);
    expect((await answerWith(ticket, second)).status).toBe(204);
    expect((await ada.ask<TwoStepView>(state, 'GET')).body.recoveryCodesLeft).toBe(8);
    expect(await ada.audited()).toEqual([
      ['two-step.on', 'self', null],
      ['two-step.recovery', 'self', { left: 9 }],
      ['two-step.recovery', 'self', { left: 8 }],
    ]);
  });

  it('is nobody else’s', async () => {
    const [ada, eve] = [await (await newPerson()).turnOn(), await (await newPerson()).turnOn()];
    expect((await answerWith(await ticketOf(ada.email), eve.recovery[0] ?? '')).status).toBe(401);
    expect((await answerWith(await ticketOf(eve.email), eve.recovery[0] ?? '')).status).toBe(204);
  });

  it('ends when new ones are made, which needs password and code', async () => {
    const ada = await (await newPerson()).turnOn();
    const old = ada.recovery[0] ?? '';
    const wrong = await ada.ask(renew, 'POST', { password: 'not the password', code: ada.code() });
    expect([wrong.status, wrong.body.error.fields]).toEqual([403, { password: 'is not right' }]);
    expect((await ada.ask(renew, 'POST', { password, code: ada.wrongCode() })).status).toBe(403);
    const renewed = await ada.ask<RecoveryCodes>(renew, 'POST', { password, code: ada.code() });
    expect(renewed.body.codes).toHaveLength(10);
    const ticket = await ticketOf(ada.email);
    expect((await answerWith(ticket, old)).status).toBe(401);
    expect((await answerWith(ticket, renewed.body.codes[9] ?? '')).status).toBe(204);
    expect((await ada.audited()).slice(1)).toEqual([
      ['two-step.recovery-codes', 'self', null],
      ['two-step.recovery', 'self', { left: 9 }],
    ]);
  });
});

describe('turning it off', () => {
  it('needs password and code, and then the password is enough again', async () => {
    const ada = await (await newPerson()).turnOn();
    expect((await ada.ask(turnOff, 'POST', { password: 'not the password', code: ada.code() })).status).toBe(403);
    expect((await ada.ask(turnOff, 'POST', { password, code: ada.wrongCode() })).status).toBe(403);
    expect((await ada.ask(turnOff, 'POST', { password, code: ada.code() })).status).toBe(204);
    expect((await ada.ask(turnOff, 'POST', { password, code: ada.code() })).status, 'it is off').toBe(409);
    expect((await enter(ada.email)).status).toBe(204);
    expect((await ada.audited()).at(-1)).toEqual(['two-step.off', 'self', null]);
  });

  it('is done by an admin for who lost everything, which ends their sessions', async () => {
    const [ada, vera] = [await (await newPerson('admin')).turnOn(), await (await newPerson()).turnOn()];
    const end = (id: string, cookie: string) =>
      call<ErrorBody>(reset, `/api/v1/users/${id}/two-step`, {
        method: 'DELETE',
        token: null,
        params: { id },
        headers: { cookie, 'sec-fetch-site': 'same-origin' },
      });
    const listed = async () =>
      (await call<UserList>(listUsers, '/api/v1/users')).body.items.find(({ id }) => id === vera.id)?.hasTwoStep;
    expect(await listed()).toBe(true);
    expect((await end(ada.id, vera.cookie)).status, 'a viewer').toBe(403);
    expect((await end(ada.id, ada.cookie)).status, 'one’s own').toBe(409);
    const begun = await ticketOf(vera.email);
    expect((await end(vera.id, ada.cookie)).status).toBe(204);
    expect((await end(vera.id, ada.cookie)).status, 'there is none any more').toBe(404);
    expect([await isIn(vera.cookie), await listed()]).toEqual([false, false]);
    expect((await answerWith(begun, vera.code())).status).toBe(401);
    expect((await enter(vera.email)).status).toBe(204);
    expect((await vera.audited()).at(-1)).toEqual(['two-step.reset', `user:${ada.id}`, null]);
  });
});
