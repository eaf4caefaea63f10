import { takeCheckInAtWeb } from '#lib/check-in/take-at-web.ts';
import { publicRoute } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

const path = '/check-in/[...parts]';

/** Check-ins on the web port. The token in the path says who may. */
export const GET = publicRoute({ path, method: 'GET' }, takeCheckInAtWeb);
export const POST = publicRoute({ path, method: 'POST' }, takeCheckInAtWeb);
