import * as z from 'zod';
import { resetTwoStep } from '#lib/api/users.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

const params = z.object({ id: z.string().max(100) });

export const DELETE = route(
  { path: '/api/v1/users/[id]/two-step', method: 'DELETE', params },
  (caller, { params: { id } }) => resetTwoStep(caller, id),
);
