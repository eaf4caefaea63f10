import * as z from 'zod';
import { getQueue } from '#lib/api/list-queues.ts';
import { filterQuery } from '#lib/contracts/filter.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route(
  { path: '/api/v1/queues/[id]', method: 'GET', params: z.object({ id: z.string() }), query: filterQuery },
  (caller, { params, query, nowMs }) => getQueue(caller, params.id, query, nowMs),
);
