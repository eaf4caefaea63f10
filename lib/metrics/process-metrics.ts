// What every process of ours tells of itself. Names as Prometheus' own client libraries have them.
import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { counter, gauge, type Metric } from './exposition.ts';

let loop: ReturnType<typeof monitorEventLoopDelay> | null = null;

/** Since the last time it was asked: the event loop's longest delays. */
export function processMetrics(): Metric[] {
  if (!loop) {
    loop = monitorEventLoopDelay({ resolution: 20 });
    loop.enable();
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const delay = { p99: loop.percentile(99), max: loop.max };
  loop.reset();
  const openFiles = countOpenFiles();
  return [
    counter('process_cpu_seconds_total', 'CPU time of this process.', (user + system) / 1e6),
    gauge('process_resident_memory_bytes', 'Memory of this process.', rss),
    gauge('process_start_time_seconds', 'When this process began.', Math.round(Date.now() / 1000 - process.uptime())),
    ...(openFiles === null ? [] : [gauge('process_open_fds', 'Open file descriptors.', openFiles)]),
    gauge('nodejs_heap_size_used_bytes', 'JavaScript heap in use.', heapUsed),
    gauge('nodejs_external_memory_bytes', 'Memory of buffers and native objects.', external),
    gauge(
      'nodejs_eventloop_lag_p99_seconds',
      '99th percentile of the event loop delay since it was last asked.',
      delay.p99 / 1e9,
    ),
    gauge('nodejs_eventloop_lag_max_seconds', 'Longest event loop delay since it was last asked.', delay.max / 1e9),
  ];
}

/** null where the system does not say. */
function countOpenFiles(): number | null {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return null;
  }
}
