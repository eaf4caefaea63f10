import * as z from 'zod';
import { getComposition } from '#lib/api/list-queues.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route(
  { path: '/api/v1/queues/[id]/composition', method: 'GET', params: z.object({ id: z.string() }) },
  (caller, call) => getComposition(caller, call.params.id, call.nowMs),
);
