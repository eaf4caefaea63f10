import * as z from 'zod';
import { deleteKey } from '#lib/api/keys.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const DELETE = route(
  { path: '/api/v1/keys/[id]', method: 'DELETE', params: z.object({ id: z.string() }) },
  (caller, { params }) => deleteKey(caller, params.id),
);
