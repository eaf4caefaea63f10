// From a request's headers to a principal. A bearer token that is not good is refused, never passed over for a cookie.
import * as z from 'zod';
import { roles } from '#lib/contracts/session.ts';
import { findKey } from '#lib/db/key/find-key.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { AppError } from '#lib/errors.ts';
import { addressOf } from '#lib/http/address-of.ts';
import { bearerOf, hashToken, isSameSecret, isTokenShaped } from './api-token.ts';
import { noteRefusal } from './note-refusal.ts';
import { type Principal, roleOfScope } from './principal.ts';
import { bootstrapToken, webAuth } from './web-auth.ts';

async function principalOfToken(token: string, headers: Headers): Promise<Principal> {
  const bootstrap = bootstrapToken();
  if (bootstrap && isSameSecret(token, bootstrap)) {
    return {
      kind: 'token',
      actor: 'bootstrap',
      name: 'bootstrap token',
      email: null,
      role: 'admin',
      environment: null,
    };
  }
  const key = isTokenShaped(token) ? await findKey(webPool(), hashToken(token)) : null;
  if (!key) {
    noteRefusal('a token is unknown, expired or revoked', { address: addressOf(headers) });
    throw new AppError('unauthorized', 'This token is unknown, expired or revoked.');
  }
  if (key.scope === 'ingest') throw new AppError('forbidden', 'An ingest key can only send telemetry.');
  const role = roleOfScope[key.scope];
  return { kind: 'token', actor: `key:${key.id}`, name: key.name, email: null, role, environment: key.environment };
}

const storedRole = z.enum(roles).catch('viewer');

/** Who sent these headers: null when they prove nothing; throws `unauthorized` for a bad token. */
export async function authenticate(headers: Headers): Promise<Principal | null> {
  const token = bearerOf(headers.get('authorization'));
  if (token !== null) return await principalOfToken(token, headers);
  if (!headers.get('cookie')?.includes('signalbox_session')) return null;
  const session = await webAuth().api.getSession({ headers });
  if (!session) return null;
  const { user } = session;
  const role = storedRole.parse(user.role);
  return { kind: 'user', actor: `user:${user.id}`, name: user.name, email: user.email, role, environment: null };
}

/** Whether these headers prove anybody still. A database that cannot be asked just now changes nothing. */
export async function isAuthentic(headers: Headers): Promise<boolean> {
  return await authenticate(headers).then(
    (principal) => principal !== null,
    (error: unknown) => !(error instanceof AppError) || error.code === 'unavailable',
  );
}
