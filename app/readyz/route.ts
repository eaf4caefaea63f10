import { checkReadiness } from '#lib/api/check-readiness.ts';
import { publicRoute } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

/** This process answers and its database does; 503 otherwise. */
export const GET = publicRoute({ path: '/readyz', method: 'GET' }, checkReadiness);
