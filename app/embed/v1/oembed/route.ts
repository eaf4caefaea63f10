import { answerOembed } from '#lib/embed/oembed.ts';
import { publicRoute } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = publicRoute({ path: '/embed/v1/oembed', method: 'GET' }, ({ request, nowMs }) =>
  answerOembed(request, nowMs),
);
