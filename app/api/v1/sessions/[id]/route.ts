import * as z from 'zod';
import { endSession } from '#lib/api/sessions.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

/** Whose it is decides: one's own, or for admins anybody's (lib/api/sessions.ts). */
export const DELETE = route(
  { path: '/api/v1/sessions/[id]', method: 'DELETE', params: z.object({ id: z.string().max(100) }) },
  (caller, { params }) => endSession(caller, params.id),
);
