import * as z from 'zod';
import { showCard } from '#lib/embed/show.ts';
import { publicRoute } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = publicRoute(
  { path: '/embed/v1/[name]/card.svg', method: 'GET', params: z.object({ name: z.string().max(200) }) },
  ({ request, params, nowMs }) => showCard(request, params.name, nowMs),
);
