import * as z from 'zod';
import { acknowledgeInstance } from '#lib/api/alerts/instances.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const POST = route(
  { path: '/api/v1/alerts/instances/[id]/acknowledge', method: 'POST', params: z.object({ id: z.string() }) },
  (caller, { params }) => acknowledgeInstance(caller, params.id),
);
