import { changePassword } from '#lib/api/sessions.ts';
import { signIn, signOut } from '#lib/auth/sign-in.ts';
import { signInInput } from '#lib/contracts/session.ts';
import { passwordChange } from '#lib/contracts/user.ts';
import { jsonReply, publicRoute, route } from '#lib/http/route.ts';
import { withCookies } from '#lib/http/with-cookies.ts';

export const dynamic = 'force-dynamic';

/** Who is asking. */
export const GET = route({ path: '/api/v1/session', method: 'GET' }, async ({ principal }) => {
  const { kind, name, email, role, environment } = principal;
  return { kind, name, email, role, environment };
});

/** Signed in, or asked for a code as well: 202. */
export const POST = publicRoute(
  { path: '/api/v1/session', method: 'POST', body: signInInput },
  async ({ request, body, nowMs }) => {
    const outcome = await signIn(request.headers, body, nowMs);
    if (outcome instanceof Headers) return withCookies(outcome);
    return jsonReply({ ticket: outcome.ticket, expiresAt: outcome.expiresAt.toISOString() }, 202);
  },
);

export const DELETE = route({ path: '/api/v1/session', method: 'DELETE' }, async (_caller, { request }) =>
  withCookies(await signOut(request.headers)),
);

/** One's own password. */
export const PATCH = route(
  { path: '/api/v1/session', method: 'PATCH', body: passwordChange },
  (caller, { request, body, nowMs }) => changePassword(caller, request.headers, body, nowMs),
);
