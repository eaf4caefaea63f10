import { queryMetrics } from '#lib/api/query-metric.ts';
import { metricsQuery } from '#lib/contracts/metric.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route(
  { path: '/api/v1/metrics/queries', method: 'GET', query: metricsQuery },
  (caller, { query, nowMs }) => queryMetrics(caller, query, nowMs),
);
