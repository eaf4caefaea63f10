import { createKey, listKeys } from '#lib/api/keys.ts';
import { keyInput } from '#lib/contracts/key.ts';
import { pageQuery } from '#lib/contracts/page.ts';
import { jsonReply, route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route({ path: '/api/v1/keys', method: 'GET', query: pageQuery }, (caller, { query }) =>
  listKeys(caller, query),
);

export const POST = route({ path: '/api/v1/keys', method: 'POST', body: keyInput }, async (caller, { body, nowMs }) =>
  jsonReply(await createKey(caller, body, nowMs), 201),
);
