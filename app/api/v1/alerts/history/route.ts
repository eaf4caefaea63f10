import { listHistory } from '#lib/api/alerts/instances.ts';
import { historyQuery } from '#lib/contracts/alert.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route({ path: '/api/v1/alerts/history', method: 'GET', query: historyQuery }, (caller, { query }) =>
  listHistory(caller, query),
);
