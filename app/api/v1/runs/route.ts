import { listRuns } from '#lib/api/list-runs.ts';
import { runListQuery } from '#lib/contracts/run.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route({ path: '/api/v1/runs', method: 'GET', query: runListQuery }, (caller, { query, nowMs }) =>
  listRuns(caller, query, nowMs),
);
