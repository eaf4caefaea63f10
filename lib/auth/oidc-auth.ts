// The sign-in library set up for an OpenID provider: authorization code with PKCE, `nonce` and `state`, ID tokens checked
// against the provider's keys. An instance of its own, because it asks the provider for its endpoints when it is first used:
// passwords and sessions must not wait for that.
//
// Who somebody is, is the pair of issuer and subject, never their address. An address alone proves something once, when the
// provider has verified it: then it opens the account that an admin made for it, if no other subject has that already.
import { randomUUID } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { genericOAuth } from 'better-auth/plugins';
import { insertAudit } from '#lib/db/audit/insert-audit.ts';
import type { Pool } from '#lib/db/pool.ts';
import { hasAccount } from '#lib/db/user/has-account.ts';
import { type AuthSettings, authOptions } from './auth.ts';
import { discoveryUrl, type OidcSettings } from './oidc-settings.ts';

export const providerId = 'oidc';
/** Where the provider sends people back to; to be registered with it. */
export const callbackUrl = (url: string): string => `${url}/api/v1/session/oidc/callback`;

/** Issuer and subject as one word: the same subject of another issuer is somebody else. */
const identityOf = (issuer: string, subject: unknown): string => {
  if (typeof subject !== 'string' || subject === '') throw new Error('the ID token names no subject');
  return `${issuer} ${subject}`;
};

export function createOidcAuth(pool: Pool, settings: AuthSettings, oidc: OidcSettings) {
  const shared = authOptions(pool, settings);
  return betterAuth({
    ...shared,
    onAPIError: { errorURL: `${settings.url}/sign-in` },
    plugins: [
      genericOAuth({
        config: [
          {
            providerId,
            discoveryUrl: discoveryUrl(oidc.issuer),
            requireIdTokenVerification: true,
            clientId: oidc.clientId,
            ...(oidc.clientSecret === null
              ? { tokenEndpointAuth: { method: 'none' } as const }
              : { clientSecret: oidc.clientSecret }),
            redirectURI: callbackUrl(settings.url),
            scopes: ['openid', 'email', 'profile'],
            pkce: true,
            disableSignUp: oidc.newRole === null,
            accountSubject: ({ profile }) => identityOf(oidc.issuer, profile.sub),
            mapProfileToUser: ({ email_verified, name, email }) => ({
              name: name || email?.split('@')[0] || '',
              ...(oidc.trustsEmail && email_verified === undefined ? { emailVerified: true } : {}),
            }),
          },
        ],
      }),
    ],
    user: {
      ...shared.user,
      validateUserInfo: async ({ user, source }) => {
        if (source.action === 'sign-in') return;
        if (!user.emailVerified) return { error: 'email_not_verified' };
        // an address that was given to somebody else at the provider must not open what its former owner had
        if (
          source.action === 'link-account' &&
          (await hasAccount(pool, String(user.id), providerId, `${oidc.issuer} `))
        )
          return { error: 'account_not_linked' };
      },
    },
    account: {
      ...shared.account,
      // nothing is asked of the provider later on, so nothing that could is kept
      updateAccountOnSignIn: false,
      storeStateStrategy: 'cookie',
      accountLinking: { requireLocalEmailVerified: false }, // an admin's word for an address is as good as a provider's
    },
    databaseHooks: {
      user: {
        create: {
          before: async (user) => {
            const id = randomUUID();
            const role = oidc.newRole ?? 'viewer';
            const after = { email: user.email, role };
            await insertAudit(pool, {
              actor: 'oidc',
              action: 'user.create',
              target: `user:${id}`,
              after,
              result: 'ok',
            });
            return { data: { ...user, id, role } };
          },
        },
      },
      account: {
        create: {
          before: async (account) => {
            const after = { issuer: oidc.issuer, subject: account.accountId.slice(oidc.issuer.length + 1) };
            const target = `user:${account.userId}`;
            await insertAudit(pool, { actor: 'oidc', action: 'user.link', target, after, result: 'ok' });
            return { data: { ...account, accessToken: null, refreshToken: null, idToken: null } };
          },
        },
      },
    },
  });
}
export type OidcAuth = ReturnType<typeof createOidcAuth>;
