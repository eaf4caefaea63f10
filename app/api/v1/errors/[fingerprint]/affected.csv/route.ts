import * as z from 'zod';
import { exportAffected } from '#lib/api/affected.ts';
import { affectedQuery } from '#lib/contracts/error-group.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

const path = '/api/v1/errors/[fingerprint]/affected.csv';
const params = z.object({ fingerprint: z.string() });
const query = affectedQuery.omit({ limit: true, cursor: true });

export const GET = route({ path, method: 'GET', params, query }, (caller, call) =>
  exportAffected(caller, call.params.fingerprint, call.query, call.nowMs),
);
