import { listInstances } from '#lib/api/alerts/instances.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route({ path: '/api/v1/alerts/instances', method: 'GET' }, (caller, { nowMs }) =>
  listInstances(caller, nowMs),
);
