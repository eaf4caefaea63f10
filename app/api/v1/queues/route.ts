import { listQueues } from '#lib/api/list-queues.ts';
import { filterQuery } from '#lib/contracts/filter.ts';
import { pageQuery } from '#lib/contracts/page.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route(
  { path: '/api/v1/queues', method: 'GET', query: filterQuery.extend(pageQuery.shape) },
  (caller, { query, nowMs }) => listQueues(caller, query, nowMs),
);
