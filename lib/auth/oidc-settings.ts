// Settings of signing in through an OpenID provider. The launcher lists their faults at the start; the web process reads them.
import * as z from 'zod';
import { type Role, roles } from '#lib/contracts/session.ts';

export interface OidcSettings {
  /** Exactly as the provider calls itself, with or without a slash at its end. */
  issuer: string;
  clientId: string;
  /** null = a public client, which proves itself by PKCE alone. */
  clientSecret: string | null;
  /** Of people who sign in for the first time; null = only those come in whom an admin has added. */
  newRole: Role | null;
  /** Addresses count as verified unless the provider says that they are not. */
  trustsEmail: boolean;
}

const isPrivate = (url: string): boolean =>
  /^https:/.test(url) || /^http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?(\/|$)/.test(url);

const fields = z.object({
  SIGNALBOX_OIDC_ISSUER: z
    .url({ protocol: /^https?$/, error: 'must be a URL, such as https://login.example.com' })
    .refine(isPrivate, 'must begin with https:// unless it is on this machine')
    .optional(),
  SIGNALBOX_OIDC_CLIENT_ID: z.string().min(1).optional(),
  SIGNALBOX_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  SIGNALBOX_OIDC_ROLE: z.enum([...roles, 'none'], `must be one of ${roles.join(', ')}, none`).default('viewer'),
  SIGNALBOX_OIDC_TRUST_EMAIL: z.stringbool('must be true or false').default(false),
});

/** Checks the settings alone; names every faulty variable. */
export const oidcEnv = fields.superRefine((env, context) => {
  const given = [env.SIGNALBOX_OIDC_ISSUER, env.SIGNALBOX_OIDC_CLIENT_ID].filter(Boolean).length;
  if (given === 1)
    context.addIssue({
      code: 'custom',
      path: [env.SIGNALBOX_OIDC_ISSUER ? 'SIGNALBOX_OIDC_CLIENT_ID' : 'SIGNALBOX_OIDC_ISSUER'],
      message: 'is needed too: an OpenID provider is named by its issuer and the client that it knows',
    });
});

/** Null when no provider is set. Throws ZodError for faulty values. */
export function readOidc(env: Record<string, string | undefined>): OidcSettings | null {
  const parsed = oidcEnv.parse(Object.fromEntries(Object.entries(env).filter(([, value]) => value)));
  if (!parsed.SIGNALBOX_OIDC_ISSUER || !parsed.SIGNALBOX_OIDC_CLIENT_ID) return null;
  return {
    issuer: parsed.SIGNALBOX_OIDC_ISSUER,
    clientId: parsed.SIGNALBOX_OIDC_CLIENT_ID,
    clientSecret: parsed.SIGNALBOX_OIDC_CLIENT_SECRET ?? null,
    newRole: parsed.SIGNALBOX_OIDC_ROLE === 'none' ? null : parsed.SIGNALBOX_OIDC_ROLE,
    trustsEmail: parsed.SIGNALBOX_OIDC_TRUST_EMAIL,
  };
}

/** Where a provider says what it can do, by its own rule. */
export const discoveryUrl = (issuer: string): string =>
  `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`;
