import { changeErrors, listErrors } from '#lib/api/errors.ts';
import { errorGroupsChange } from '#lib/contracts/error-group.ts';
import { filterQuery } from '#lib/contracts/filter.ts';
import { pageQuery } from '#lib/contracts/page.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

const path = '/api/v1/errors';

export const GET = route({ path, method: 'GET', query: filterQuery.extend(pageQuery.shape) }, (caller, call) =>
  listErrors(caller, call.query, call.nowMs),
);

export const PATCH = route({ path, method: 'PATCH', body: errorGroupsChange }, (caller, { body, nowMs }) =>
  changeErrors(caller, body.fingerprints, body, nowMs),
);
