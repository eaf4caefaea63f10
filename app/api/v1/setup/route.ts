import { setUp } from '#lib/auth/set-up.ts';
import { needsSetup } from '#lib/auth/setup-code.ts';
import { openSession } from '#lib/auth/sign-in.ts';
import { setupInput } from '#lib/contracts/session.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { publicRoute } from '#lib/http/route.ts';
import { apiHeaders } from '#lib/http/security-headers.ts';

export const dynamic = 'force-dynamic';

export const GET = publicRoute({ path: '/api/v1/setup', method: 'GET' }, async () => ({
  isNeeded: await needsSetup(webPool()),
}));

/** Makes the first admin and signs them in. */
export const POST = publicRoute(
  { path: '/api/v1/setup', method: 'POST', body: setupInput },
  async ({ request, body }) => {
    const headers = await openSession(request.headers, await setUp(webPool(), body));
    for (const [name, value] of Object.entries(apiHeaders)) headers.set(name, value);
    return Response.json({ isDone: true }, { status: 201, headers });
  },
);
