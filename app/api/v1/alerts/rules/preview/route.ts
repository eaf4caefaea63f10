import { previewOf } from '#lib/api/alerts/rules.ts';
import { previewInput } from '#lib/contracts/alert.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const POST = route(
  { path: '/api/v1/alerts/rules/preview', method: 'POST', body: previewInput },
  (caller, { body, nowMs }) => previewOf(caller, body, nowMs),
);
