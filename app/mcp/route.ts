import { route } from '#lib/http/route.ts';
import { serveMcp } from '#lib/mcp/serve.ts';

export const dynamic = 'force-dynamic';

export const POST = route({ path: '/mcp', method: 'POST' }, (caller, { request, nowMs }) =>
  serveMcp(caller, request, nowMs),
);
