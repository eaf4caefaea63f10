import { search } from '#lib/api/search.ts';
import { searchQuery } from '#lib/contracts/search.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route({ path: '/api/v1/search', method: 'GET', query: searchQuery }, (caller, { query }) =>
  search(caller, query),
);
