// Sessions by better-auth on our own pool. None of its HTTP endpoints is exposed: our routes call its functions, so that
// the access table stays the whole surface. Telemetry is off.
//
// A session's cookie is its token signed with our secret, so the table alone opens nothing.
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import type { Pool } from '#lib/db/pool.ts';
import { log } from '#lib/log.ts';
import { basePathOf } from './public-url.ts';
import { sessionOpener } from './session-opener.ts';

export interface AuthSettings {
  /** Public base URL from the settings, never from a Host header. */
  url: string;
  secret: string;
}

const timestamps = { createdAt: 'created_at', updatedAt: 'updated_at' } as const;

/** What browsers hold a cookie to by its name: `__Host-` wants the whole host, which below a path belongs to others too. */
const cookiePrefix = (path: string): string => (path === '' ? '__Host-' : '__Secure-');

/** What every way to sign in shares: tables, sessions and cookies. */
export function authOptions(pool: Pool, settings: AuthSettings) {
  const isHttps = settings.url.startsWith('https://');
  const path = basePathOf(settings.url);
  return {
    appName: 'Signalbox',
    baseURL: settings.url,
    secret: settings.secret,
    database: pool,
    telemetry: { enabled: false },
    trustedOrigins: [new URL(settings.url).origin],
    // its words only: what it adds to them may hold what people sent
    logger: { level: 'error', log: (_level, message) => log.warn({ library: 'better-auth' }, message) },
    user: {
      modelName: 'auth_user',
      fields: { ...timestamps, emailVerified: 'email_verified' },
      additionalFields: { role: { type: 'string', required: false, defaultValue: 'viewer', input: false } },
    },
    session: {
      modelName: 'auth_session',
      fields: {
        ...timestamps,
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        userId: 'user_id',
      },
      expiresIn: 14 * 86_400,
      updateAge: 86_400,
    },
    account: {
      modelName: 'auth_account',
      fields: {
        ...timestamps,
        accountId: 'account_id',
        providerId: 'provider_id',
        userId: 'user_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
      },
    },
    verification: { modelName: 'auth_verification', fields: { ...timestamps, expiresAt: 'expires_at' } },
    advanced: {
      cookiePrefix: 'signalbox',
      useSecureCookies: false, // it would say `__Secure-`; ours is stricter
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure: isHttps, path: path || '/' },
      cookies: { session_token: { name: `${isHttps ? cookiePrefix(path) : ''}signalbox_session` } },
      disableCSRFCheck: false,
    },
  } satisfies BetterAuthOptions;
}

export function createAuth(pool: Pool, settings: AuthSettings) {
  return betterAuth({ ...authOptions(pool, settings), plugins: [sessionOpener] });
}
export type Auth = ReturnType<typeof createAuth>;
