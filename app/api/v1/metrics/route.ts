import { prometheusMetrics } from '#lib/api/prometheus.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route({ path: '/api/v1/metrics', method: 'GET' }, prometheusMetrics);
