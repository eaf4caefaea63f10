import { listAudit } from '#lib/api/list-audit.ts';
import { pageQuery } from '#lib/contracts/page.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route({ path: '/api/v1/audit', method: 'GET', query: pageQuery }, (caller, { query }) =>
  listAudit(caller, query),
);
