import { endTwoStep } from '#lib/api/two-step.ts';
import { twoStepProof } from '#lib/contracts/two-step.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const POST = route(
  { path: '/api/v1/session/two-step/off', method: 'POST', body: twoStepProof },
  (caller, { request, body, nowMs }) => endTwoStep(caller, request.headers, body, nowMs),
);
