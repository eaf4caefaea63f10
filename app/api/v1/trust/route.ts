import { getTrust } from '#lib/api/get-trust.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route({ path: '/api/v1/trust', method: 'GET' }, (caller, { nowMs }) => getTrust(caller, nowMs));
