// Signing in at a real OpenID provider: who comes in, as whom, and who does not.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, call, useDatabase } from '#lib/api/testing/call.ts';
import { findOidcFault } from '#lib/auth/find-oidc-fault.ts';
import type { ErrorBody } from '#lib/contracts/error-body.ts';
import type { OidcStarted, SessionView } from '#lib/contracts/session.ts';
import type { UserCreated } from '#lib/contracts/user.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { client, type OpenidProvider, type Person, startOpenidProvider } from '#lib/testing/openid-provider.ts';
import { POST as createUser } from '../../users/route.ts';
import { GET as whoAmI } from '../route.ts';
import { GET as comeBack } from './callback/route.ts';
import { POST as start } from './route.ts';

const callback = '/api/v1/session/oidc/callback';
let database: TestDatabase;
let provider: OpenidProvider;

/** Settings are read once a process; a test that changes them begins anew. */
const configure = (more: Record<string, string> = {}): void => {
  Object.assign(process.env, {
    SIGNALBOX_OIDC_ISSUER: provider.issuer,
    SIGNALBOX_OIDC_CLIENT_ID: client.id,
    SIGNALBOX_OIDC_CLIENT_SECRET: client.secret,
    SIGNALBOX_OIDC_ROLE: '',
    SIGNALBOX_OIDC_TRUST_EMAIL: '',
    ...more,
  });
  Reflect.deleteProperty(globalThis, 'signalboxOidc');
};

beforeAll(async () => {
  [database, provider] = await Promise.all([
    createTestDatabase(),
    startOpenidProvider(`http://localhost:3000${callback}`),
  ]);
  useDatabase(database.url);
  configure();
});
afterAll(async () => {
  await webPool().end();
  await database.drop();
});

const cookiesOf = (answer: Answer<unknown>): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
const begin = <T = OidcStarted>(body: object = {}) =>
  call<T>(start, '/api/v1/session/oidc', { method: 'POST', token: null, body });
const finish = (at: URL, cookie: string) =>
  call<string>(comeBack, `${callback}${at.search}`, { token: null, headers: { cookie } });

interface Outcome {
  location: URL;
  who: SessionView | null;
}
const outcomeOf = async (answer: Answer<unknown>): Promise<Outcome> => {
  expect(answer.status).toBe(303);
  const cookie = cookiesOf(answer);
  const location = new URL(answer.headers.get('location') ?? '');
  if (!cookie.includes('signalbox_session=')) return { location, who: null };
  const { status, body } = await call<SessionView>(whoAmI, '/api/v1/session', { token: null, headers: { cookie } });
  expect(status).toBe(200);
  return { location, who: body };
};
const signIn = async (person: Person, next = '/'): Promise<Outcome> => {
  const begun = await begin({ next });
  expect(begun.status, JSON.stringify(begun.body)).toBe(200);
  return await outcomeOf(await finish(await provider.visit(begun.body.url, person), cookiesOf(begun)));
};
const refusal = async (person: Person): Promise<string | null> => {
  const { location, who } = await signIn(person);
  expect([who, location.pathname]).toEqual([null, '/sign-in']);
  return location.searchParams.get('error');
};
const rows = async (text: string): Promise<unknown[]> => (await database.pool.query(text)).rows;

const vera = { sub: 'v-1', email: 'Vera@example.org', email_verified: true, name: 'Vera', role: 'admin' };

describe('signing in at an OpenID provider', () => {
  it('waits for the first admin, so that nobody stands before them', async () => {
    expect((await begin<ErrorBody>()).status).toBe(409);
    const made = await call<UserCreated>(createUser, '/api/v1/users', {
      method: 'POST',
      body: { email: 'ada@example.org', role: 'admin' },
    });
    expect(made.status).toBe(201);
  });

  it('makes a viewer of somebody new, whatever they claim, with PKCE, audited, and keeps no token of theirs', async () => {
    const begun = new URL((await begin()).body.url).searchParams;
    expect([begun.get('code_challenge_method'), begun.get('scope')]).toEqual(['S256', 'openid email profile']);
    expect(begun.get('nonce')).toMatch(/^.{32}$/);
    const { location, who } = await signIn(vera, '/runs?state=dead');
    expect(location.href).toBe('http://localhost:3000/runs?state=dead');
    expect(who).toMatchObject({ kind: 'user', name: 'Vera', email: 'vera@example.org', role: 'viewer' });
    expect(await rows(`select action, actor, after from audit where actor = 'oidc' order by action`)).toEqual([
      { action: 'user.create', actor: 'oidc', after: { email: 'vera@example.org', role: 'viewer' } },
      { action: 'user.link', actor: 'oidc', after: { issuer: provider.issuer, subject: 'v-1' } },
    ]);
    expect(
      await rows(
        `select coalesce(access_token, refresh_token, id_token, password) as kept from auth_account where provider_id = 'oidc'`,
      ),
    ).toEqual([{ kept: null }]);
    expect(await rows('select value from auth_verification')).toEqual([]);
  });

  it('knows them again by their subject, also with another address', async () => {
    const { who } = await signIn({ ...vera, email: 'ada@example.org', email_verified: false });
    expect(who).toMatchObject({ email: 'vera@example.org', role: 'viewer' });
    expect(await rows('select 1 from auth_user')).toHaveLength(2);
    expect(await rows(`select 1 from auth_account where provider_id = 'oidc'`)).toHaveLength(1);
  });

  it('gives nobody an account for an address that is not verified', async () => {
    expect(await refusal({ sub: 'x-1', email: 'ada@example.org', email_verified: false })).toBe('account_not_linked');
    expect(await refusal({ sub: 'x-1', email: 'ada@example.org' })).toBe('account_not_linked');
    expect(await refusal({ sub: 'x-2', email: 'new@example.org' })).toBe('email_not_verified');
    expect(await refusal({ sub: 'x-3' })).toBe('email_not_found');
    expect(await rows('select 1 from auth_user')).toHaveLength(2);
    expect(await rows(`select 1 from audit where actor = 'oidc'`)).toHaveLength(2);
  });

  it('opens what an admin made for a verified address, and to one subject only', async () => {
    const ada = { sub: 'a-1', email: 'ADA@example.org', email_verified: true };
    expect((await signIn(ada)).who).toMatchObject({ email: 'ada@example.org', role: 'admin' });
    expect(await refusal({ ...ada, sub: 'a-2' })).toBe('account_not_linked');
    expect((await signIn(ada)).who?.role).toBe('admin');
  });

  it('lets in whom it sent there, once, and nobody else', async () => {
    const begun = await begin();
    const at = await provider.visit(begun.body.url, vera);
    const other = await begin();
    const error = async (answer: Promise<Answer<unknown>>) =>
      (await outcomeOf(await answer)).location.searchParams.get('error');
    expect(await error(finish(at, ''))).toBe('state_mismatch');
    expect(await error(finish(at, cookiesOf(other)))).toBe('state_mismatch');
    expect((await outcomeOf(await finish(at, cookiesOf(begun)))).who?.name).toBe('Vera');
    expect(await error(finish(at, cookiesOf(begun)))).toBe('invalid_code');
    const denied = new URL(
      `${at.origin}${callback}?error=access_denied&state=${new URL(other.body.url).searchParams.get('state')}`,
    );
    expect(await error(finish(denied, cookiesOf(other)))).toBe('access_denied');
    expect((await begin<ErrorBody>({ next: '//elsewhere.example' })).status).toBe(400);
  });
});

describe('its settings', () => {
  it('can leave new people out, or believe a provider that does not tell of addresses', async () => {
    const nick = { sub: 'n-1', email: 'nick@example.org', email_verified: true };
    configure({ SIGNALBOX_OIDC_ROLE: 'none' });
    expect(await refusal(nick)).toBe('signup_disabled');
    configure({ SIGNALBOX_OIDC_ROLE: 'operator', SIGNALBOX_OIDC_TRUST_EMAIL: 'true' });
    expect(await refusal({ ...nick, email_verified: false })).toBe('email_not_verified');
    expect((await signIn({ sub: 'n-1', email: 'nick@example.org' })).who).toMatchObject({
      name: 'nick',
      role: 'operator',
    });
  });

  it('name the provider exactly, and the same subject elsewhere is somebody else', async () => {
    configure({ SIGNALBOX_OIDC_ISSUER: provider.issuer.replace('127.0.0.1', 'localhost') });
    const { status, body } = await begin<ErrorBody>();
    expect([status, body.error.message]).toEqual([503, expect.stringContaining(`calls itself ${provider.issuer}:`)]);
    expect(await findOidcFault(process.env.SIGNALBOX_OIDC_ISSUER ?? '')).toContain(`calls itself ${provider.issuer},`);
    expect(await findOidcFault(provider.issuer)).toBeNull();
    const first = provider;
    provider = await startOpenidProvider(`http://localhost:3000${callback}`);
    configure();
    expect((await signIn({ ...vera, email: 'other@example.org' })).who?.email).toBe('other@example.org');
    await provider.close();
    provider = first;
  });

  it('do not matter to passwords and sessions while the provider is away', async () => {
    await provider.close();
    expect(await findOidcFault(provider.issuer)).toContain('does not answer');
    configure();
    const { status, headers, body } = await begin<ErrorBody>();
    expect([status, headers.get('retry-after')]).toEqual([503, '10']);
    expect(body.error.message).toContain('does not answer');
    expect((await call(whoAmI, '/api/v1/session')).status).toBe(200);
    configure({ SIGNALBOX_OIDC_ISSUER: '', SIGNALBOX_OIDC_CLIENT_ID: '' });
    expect((await begin<ErrorBody>()).status).toBe(404);
  });
});
