import { passSecondStep } from '#lib/auth/second-step.ts';
import { openSession } from '#lib/auth/sign-in.ts';
import { secondStepInput } from '#lib/contracts/two-step.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { addressOf } from '#lib/http/address-of.ts';
import { publicRoute } from '#lib/http/route.ts';
import { withCookies } from '#lib/http/with-cookies.ts';

export const dynamic = 'force-dynamic';

/** Ends what a right password began. */
export const POST = publicRoute(
  { path: '/api/v1/session/second-step', method: 'POST', body: secondStepInput },
  async ({ request: { headers }, body, nowMs }) => {
    const userId = await passSecondStep(webPool(), { ...body, address: addressOf(headers), nowMs });
    return withCookies(await openSession(headers, userId));
  },
);
