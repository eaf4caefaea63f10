import { listFacets } from '#lib/api/list-facets.ts';
import { filterQuery } from '#lib/contracts/filter.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route(
  { path: '/api/v1/runs/facets', method: 'GET', query: filterQuery },
  (caller, { query, nowMs }) => listFacets(caller, query, nowMs),
);
