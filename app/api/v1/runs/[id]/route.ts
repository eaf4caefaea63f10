import * as z from 'zod';
import { getRun } from '#lib/api/get-run.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route(
  { path: '/api/v1/runs/[id]', method: 'GET', params: z.object({ id: z.string() }) },
  (caller, { params }) => getRun(caller, params.id),
);
