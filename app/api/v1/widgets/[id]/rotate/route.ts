import * as z from 'zod';
import { rotateWidget } from '#lib/api/widgets.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const POST = route(
  { path: '/api/v1/widgets/[id]/rotate', method: 'POST', params: z.object({ id: z.string() }) },
  (caller, { params, nowMs }) => rotateWidget(caller, params.id, nowMs),
);
