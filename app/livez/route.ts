import { publicRoute } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

/** This process answers. */
export const GET = publicRoute({ path: '/livez', method: 'GET' }, async () => ({ status: 'ok' }));
