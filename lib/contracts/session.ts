// First admin, signing in and out, and who is asking.
import * as z from 'zod';

export const roles = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];
const password = z.string().min(12, 'must have at least 12 characters').max(200);
const email = z.email().max(254);

/** POST /setup: works once, with the code printed at the first start. */
export const setupInput = z.object({
  code: z.string().min(8).max(100),
  email,
  password,
  name: z.string().trim().min(1).max(100).optional(),
});
export type SetupInput = z.infer<typeof setupInput>;

/** POST /session: sign in; the answer sets the session cookie. */
export const signInInput = z.object({ email, password: z.string().min(1).max(200) });
export type SignInInput = z.infer<typeof signInInput>;

const anySite = 'http://any.invalid';

/** Only paths of this site, as browsers read them: a link must not lead people elsewhere after they signed in. */
export const isPathOfOurs = (next: string): boolean =>
  next.startsWith('/') && URL.canParse(next, anySite) && new URL(next, anySite).origin === anySite;

/** POST /session/oidc: the answer says where to send the browser. */
export const oidcStart = z.object({
  next: z.string().max(2_000).refine(isPathOfOurs, 'must be a path of this site').default('/'),
});
export const oidcStarted = z.object({ url: z.url() });
export type OidcStarted = z.infer<typeof oidcStarted>;

/** GET /session. */
export const sessionView = z.object({
  kind: z.enum(['user', 'token']),
  name: z.string(),
  email: z.string().nullable(),
  role: z.enum(roles),
  /** null = all environments. */
  environment: z.string().nullable(),
});
export type SessionView = z.infer<typeof sessionView>;
