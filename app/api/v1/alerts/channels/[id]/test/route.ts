import * as z from 'zod';
import { testChannel } from '#lib/api/alerts/channels.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const POST = route(
  { path: '/api/v1/alerts/channels/[id]/test', method: 'POST', params: z.object({ id: z.string() }) },
  (caller, { params, nowMs }) => testChannel(caller, params.id, nowMs),
);
