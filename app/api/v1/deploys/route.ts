import { listDeploys } from '#lib/api/list-deploys.ts';
import { filterQuery } from '#lib/contracts/filter.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route({ path: '/api/v1/deploys', method: 'GET', query: filterQuery }, (caller, call) =>
  listDeploys(caller, call.query, call.nowMs),
);
