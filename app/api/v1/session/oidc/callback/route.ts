import { finishOidc } from '#lib/auth/sign-in-oidc.ts';
import { publicRoute } from '#lib/http/route.ts';
import { apiHeaders } from '#lib/http/security-headers.ts';

export const dynamic = 'force-dynamic';

/** The provider sends people back to here; the cookie of `POST /session/oidc` proves that it was them who left. */
export const GET = publicRoute({ path: '/api/v1/session/oidc/callback', method: 'GET' }, async ({ request, nowMs }) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const { url, cookies } = await finishOidc(request.headers, query, nowMs);
  for (const [name, value] of Object.entries({ ...apiHeaders, location: url })) cookies.set(name, value);
  return new Response(null, { status: 303, headers: cookies });
});
