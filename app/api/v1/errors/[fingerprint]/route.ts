import * as z from 'zod';
import { changeErrors, getError, knownFingerprint } from '#lib/api/errors.ts';
import { errorGroupChange } from '#lib/contracts/error-group.ts';
import { filterQuery } from '#lib/contracts/filter.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

const path = '/api/v1/errors/[fingerprint]';
const params = z.object({ fingerprint: z.string() });

export const GET = route({ path, method: 'GET', params, query: filterQuery }, (caller, { params, query, nowMs }) =>
  getError(caller, params.fingerprint, query, nowMs),
);

export const PATCH = route({ path, method: 'PATCH', params, body: errorGroupChange }, (caller, call) =>
  changeErrors(caller, [knownFingerprint(call.params.fingerprint)], call.body, call.nowMs),
);
