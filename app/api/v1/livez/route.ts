import { publicRoute } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

/** This process answers. */
export const GET = publicRoute({ path: '/api/v1/livez', method: 'GET' }, async () => ({ status: 'ok' }));
