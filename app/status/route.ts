import { showStatusPage } from '#lib/embed/status-page.ts';
import { publicRoute } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = publicRoute({ path: '/status', method: 'GET' }, ({ request, nowMs }) =>
  showStatusPage(request, nowMs),
);
