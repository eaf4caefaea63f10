// GET /metrics of the web process: itself, its connections, what is true of the whole installation, and the jobs
// that its reader may see.
import type { Caller } from '#lib/auth/authorise.ts';
import { apiHeaders } from '#lib/http/security-headers.ts';
import { exposition, expositionType, gauge } from '#lib/metrics/exposition.ts';
import { installationMetrics } from '#lib/metrics/installation-metrics.ts';
import { jobMetrics } from '#lib/metrics/job-metrics.ts';
import { processMetrics } from '#lib/metrics/process-metrics.ts';
import { policyReportMetric } from './policy-reports.ts';

export async function prometheusMetrics({ pool, environment }: Caller): Promise<Response> {
  const text = exposition([
    ...processMetrics(),
    gauge('signalbox_pool_connections', 'Open connections to Postgres.', pool.totalCount),
    gauge('signalbox_pool_waiting', 'Requests waiting for a connection.', pool.waitingCount),
    policyReportMetric(),
    ...(await installationMetrics(pool, Date.now() * 1000)),
    ...(await jobMetrics(pool, environment, Date.now())),
  ]);
  return new Response(text, { headers: { ...apiHeaders, 'content-type': expositionType } });
}
