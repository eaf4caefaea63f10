import { takePolicyReports } from '#lib/api/policy-reports.ts';
import { publicRoute } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

/** Where browsers report what the policy of our pages refused. They do so by themselves: without a session, some without an origin. */
export const POST = publicRoute(
  { path: '/api/v1/csp-reports', method: 'POST', isForBrowsers: true },
  ({ request, nowMs }) => takePolicyReports(request, nowMs),
);
