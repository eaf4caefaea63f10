import * as z from 'zod';
import { rotateSecret } from '#lib/api/alerts/channels.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const POST = route(
  { path: '/api/v1/alerts/channels/[id]/rotate', method: 'POST', params: z.object({ id: z.string() }) },
  (caller, { params, nowMs }) => rotateSecret(caller, params.id, nowMs),
);
