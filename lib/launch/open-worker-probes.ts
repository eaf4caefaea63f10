import { requireMetricsReader } from '#lib/auth/metrics-reader.ts';
import type { Pool } from '#lib/db/pool.ts';
import type { Settings } from '#lib/env.ts';
import { log } from '#lib/log.ts';
import { openProbes } from '#lib/metrics/probe-server.ts';
import type { Report } from '#lib/metrics/report.ts';

/** Opens /livez, /readyz and /metrics of a process without a door. A port that is taken is no reason not to work: then there are none. */
export async function openWorkerProbes(
  settings: Settings,
  pool: Pool,
  report: Report,
): Promise<{ close(): Promise<void> }> {
  const { host, workerPort: port, bootstrapToken } = settings;
  try {
    const requireReader = (authorization: string | undefined) =>
      requireMetricsReader(pool, bootstrapToken, authorization);
    return await openProbes({ host, port, report, requireReader });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log.warn({ port, why }, 'No /readyz and /metrics of this process; set SIGNALBOX_WORKER_PORT to a free port.');
    return { close: async () => {} };
  }
}
