import { scriptReply } from '#lib/embed/reply.ts';
import { widgetScript } from '#lib/embed/widget-script.ts';
import { publicRoute } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = publicRoute({ path: '/embed/v1/widget.js', method: 'GET' }, async ({ request }) =>
  scriptReply(request, (await widgetScript()).text),
);
