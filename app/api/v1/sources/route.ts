import { createSource, listSources } from '#lib/api/sources.ts';
import { sourceInput } from '#lib/contracts/source.ts';
import { jsonReply, route } from '#lib/http/route.ts';
import { manifests } from './manifests.ts';

export const dynamic = 'force-dynamic';

export const GET = route({ path: '/api/v1/sources', method: 'GET' }, (caller, { nowMs }) =>
  listSources(caller, manifests, nowMs),
);

export const POST = route(
  { path: '/api/v1/sources', method: 'POST', body: sourceInput },
  async (caller, { body, nowMs }) => jsonReply(await createSource(caller, body, manifests, nowMs), 201),
);
