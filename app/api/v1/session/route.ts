import { changePassword } from '#lib/api/sessions.ts';
import { signIn, signOut } from '#lib/auth/sign-in.ts';
import { signInInput } from '#lib/contracts/session.ts';
import { passwordChange } from '#lib/contracts/user.ts';
import { publicRoute, route } from '#lib/http/route.ts';
import { apiHeaders } from '#lib/http/security-headers.ts';

export const dynamic = 'force-dynamic';

function withCookies(headers: Headers): Response {
  for (const [name, value] of Object.entries(apiHeaders)) headers.set(name, value);
  return new Response(null, { status: 204, headers });
}

/** Who is asking. */
export const GET = route({ path: '/api/v1/session', method: 'GET' }, async ({ principal }) => {
  const { kind, name, email, role, environment } = principal;
  return { kind, name, email, role, environment };
});

export const POST = publicRoute(
  { path: '/api/v1/session', method: 'POST', body: signInInput },
  async ({ request, body, nowMs }) => withCookies(await signIn(request.headers, body, nowMs)),
);

export const DELETE = route({ path: '/api/v1/session', method: 'DELETE' }, async (_caller, { request }) =>
  withCookies(await signOut(request.headers)),
);

/** One's own password. */
export const PATCH = route(
  { path: '/api/v1/session', method: 'PATCH', body: passwordChange },
  (caller, { request, body, nowMs }) => changePassword(caller, request.headers, body, nowMs),
);
