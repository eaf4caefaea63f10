import { confirmTwoStep } from '#lib/api/two-step.ts';
import { twoStepConfirm } from '#lib/contracts/two-step.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const POST = route(
  { path: '/api/v1/session/two-step/confirm', method: 'POST', body: twoStepConfirm },
  (caller, { request, body, nowMs }) => confirmTwoStep(caller, request.headers, body, nowMs),
);
