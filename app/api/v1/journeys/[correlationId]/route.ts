import * as z from 'zod';
import { getJourney } from '#lib/api/get-journey.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route(
  {
    path: '/api/v1/journeys/[correlationId]',
    method: 'GET',
    params: z.object({ correlationId: z.string().min(1).max(500) }),
  },
  (caller, { params, nowMs }) => getJourney(caller, params.correlationId, nowMs),
);
