import { isAuthentic } from '#lib/auth/authenticate.ts';
import { filterQuery } from '#lib/contracts/filter.ts';
import { route } from '#lib/http/route.ts';
import { openStream } from '#lib/stream/open-stream.ts';

export const dynamic = 'force-dynamic';

export const GET = route({ path: '/api/v1/stream', method: 'GET', query: filterQuery }, (caller, { query, request }) =>
  openStream(caller, query, request.signal, () => isAuthentic(request.headers)),
);
