import { listWorkers } from '#lib/api/list-workers.ts';
import { filterQuery } from '#lib/contracts/filter.ts';
import { pageQuery } from '#lib/contracts/page.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route(
  { path: '/api/v1/workers', method: 'GET', query: filterQuery.extend(pageQuery.shape) },
  (caller, { query, nowMs }) => listWorkers(caller, query, nowMs),
);
