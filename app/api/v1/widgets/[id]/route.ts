import * as z from 'zod';
import { changeWidget, getWidget, removeWidget } from '#lib/api/widgets.ts';
import { widgetChange } from '#lib/contracts/widget.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

const path = '/api/v1/widgets/[id]';
const params = z.object({ id: z.string() });

export const GET = route({ path, method: 'GET', params }, (caller, { params, nowMs }) =>
  getWidget(caller, params.id, nowMs),
);

export const PATCH = route({ path, method: 'PATCH', params, body: widgetChange }, (caller, { params, body, nowMs }) =>
  changeWidget(caller, params.id, body, nowMs),
);

export const DELETE = route({ path, method: 'DELETE', params }, (caller, { params }) =>
  removeWidget(caller, params.id),
);
