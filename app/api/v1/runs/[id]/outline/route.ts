import * as z from 'zod';
import { getRunOutline } from '#lib/api/get-run.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route(
  { path: '/api/v1/runs/[id]/outline', method: 'GET', params: z.object({ id: z.string() }) },
  (caller, { params }) => getRunOutline(caller, params.id),
);
