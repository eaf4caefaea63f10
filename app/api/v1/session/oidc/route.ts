import { startOidc } from '#lib/auth/sign-in-oidc.ts';
import { type OidcStarted, oidcStart } from '#lib/contracts/session.ts';
import { publicRoute } from '#lib/http/route.ts';
import { apiHeaders } from '#lib/http/security-headers.ts';

export const dynamic = 'force-dynamic';

/** Where to send the browser to sign in at the OpenID provider. */
export const POST = publicRoute(
  { path: '/api/v1/session/oidc', method: 'POST', body: oidcStart },
  async ({ request, body, nowMs }) => {
    const { url, cookies } = await startOidc(request.headers, body.next, nowMs);
    for (const [name, value] of Object.entries(apiHeaders)) cookies.set(name, value);
    return Response.json({ url } satisfies OidcStarted, { headers: cookies });
  },
);
