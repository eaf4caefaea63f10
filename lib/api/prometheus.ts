// GET /metrics of the web process, in the text format of Prometheus (version 0.0.4). Names and labels tell nothing of jobs.
import type { Caller } from '#lib/auth/authorise.ts';
import { selectBacklog } from '#lib/db/inbox/select-backlog.ts';
import { apiHeaders } from '#lib/http/security-headers.ts';

interface Gauge {
  name: string;
  help: string;
  value: number;
}

export function gaugesText(gauges: readonly Gauge[]): string {
  return gauges
    .map(({ name, help, value }) => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`)
    .join('');
}

export async function prometheusMetrics(caller: Caller): Promise<Response> {
  const { items, oldestMs } = await selectBacklog(caller.pool);
  const { pool } = caller;
  const text = gaugesText([
    { name: 'process_resident_memory_bytes', help: 'Memory of this process.', value: process.memoryUsage.rss() },
    { name: 'signalbox_up_seconds', help: 'Seconds since this process started.', value: process.uptime() },
    { name: 'signalbox_pool_connections', help: 'Open connections to Postgres.', value: pool.totalCount },
    { name: 'signalbox_pool_waiting', help: 'Requests waiting for a connection.', value: pool.waitingCount },
    { name: 'signalbox_inbox_items', help: 'Evidence that is stored but not yet derived.', value: items },
    { name: 'signalbox_inbox_oldest_seconds', help: 'Age of the oldest of it.', value: (oldestMs ?? 0) / 1000 },
  ]);
  return new Response(text, { headers: { ...apiHeaders, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
}
