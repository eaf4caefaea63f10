import { listSchedules } from '#lib/api/list-schedules.ts';
import { filterQuery } from '#lib/contracts/filter.ts';
import { pageQuery } from '#lib/contracts/page.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route(
  { path: '/api/v1/schedules', method: 'GET', query: filterQuery.extend(pageQuery.shape) },
  (caller, { query, nowMs }) => listSchedules(caller, query, nowMs),
);
