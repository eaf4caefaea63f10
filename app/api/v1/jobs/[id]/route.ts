import * as z from 'zod';
import { getJob } from '#lib/api/list-jobs.ts';
import { filterQuery } from '#lib/contracts/filter.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route(
  { path: '/api/v1/jobs/[id]', method: 'GET', params: z.object({ id: z.string() }), query: filterQuery },
  (caller, { params, query, nowMs }) => getJob(caller, params.id, query, nowMs),
);
