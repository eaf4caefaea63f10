import { queryMetric } from '#lib/api/query-metric.ts';
import { metricQuery } from '#lib/contracts/metric.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route(
  { path: '/api/v1/metrics/query', method: 'GET', query: metricQuery },
  (caller, { query, nowMs }) => queryMetric(caller, query, nowMs),
);
