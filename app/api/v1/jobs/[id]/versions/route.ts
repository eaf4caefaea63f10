import * as z from 'zod';
import { getVersions } from '#lib/api/list-jobs.ts';
import { filterQuery } from '#lib/contracts/filter.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route(
  { path: '/api/v1/jobs/[id]/versions', method: 'GET', params: z.object({ id: z.string() }), query: filterQuery },
  (caller, call) => getVersions(caller, call.params.id, call.query, call.nowMs),
);
