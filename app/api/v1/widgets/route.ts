import { createWidget, listWidgets } from '#lib/api/widgets.ts';
import { pageQuery } from '#lib/contracts/page.ts';
import { widgetInput } from '#lib/contracts/widget.ts';
import { jsonReply, route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

const path = '/api/v1/widgets';

export const GET = route({ path, method: 'GET', query: pageQuery }, (caller, { query, nowMs }) =>
  listWidgets(caller, query, nowMs),
);

export const POST = route({ path, method: 'POST', body: widgetInput }, async (caller, { body, nowMs }) =>
  jsonReply(await createWidget(caller, body, nowMs), 201),
);
