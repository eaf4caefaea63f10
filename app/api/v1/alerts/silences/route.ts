import { createSilence, listSilences } from '#lib/api/alerts/silences.ts';
import { silenceInput } from '#lib/contracts/alert.ts';
import { jsonReply, route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

const path = '/api/v1/alerts/silences';

export const GET = route({ path, method: 'GET' }, (caller, { nowMs }) => listSilences(caller, nowMs));

export const POST = route({ path, method: 'POST', body: silenceInput }, async (caller, { body, nowMs }) =>
  jsonReply(await createSilence(caller, body, nowMs), 201),
);
