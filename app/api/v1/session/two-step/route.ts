import { readTwoStep, startTwoStep } from '#lib/api/two-step.ts';
import { twoStepStart } from '#lib/contracts/two-step.ts';
import { jsonReply, route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

const path = '/api/v1/session/two-step';

export const GET = route({ path, method: 'GET' }, readTwoStep);

export const POST = route({ path, method: 'POST', body: twoStepStart }, async (caller, { body, nowMs }) =>
  jsonReply(await startTwoStep(caller, body, nowMs), 201),
);
