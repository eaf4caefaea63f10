import * as z from 'zod';
import { removeSilence } from '#lib/api/alerts/silences.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const DELETE = route(
  { path: '/api/v1/alerts/silences/[id]', method: 'DELETE', params: z.object({ id: z.string() }) },
  (caller, { params }) => removeSilence(caller, params.id),
);
