import { countAttention } from '#lib/api/count-attention.ts';
import { filterQuery } from '#lib/contracts/filter.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route({ path: '/api/v1/attention', method: 'GET', query: filterQuery }, (caller, { query, nowMs }) =>
  countAttention(caller, query, nowMs),
);
