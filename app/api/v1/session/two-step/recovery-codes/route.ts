import { renewRecoveryCodes } from '#lib/api/two-step.ts';
import { twoStepProof } from '#lib/contracts/two-step.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const POST = route(
  { path: '/api/v1/session/two-step/recovery-codes', method: 'POST', body: twoStepProof },
  (caller, { request, body, nowMs }) => renewRecoveryCodes(caller, request.headers, body, nowMs),
);
