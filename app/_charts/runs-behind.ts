// Which runs stand behind a point of a metric: the moment by which they were counted, and what sets them apart.
import type { Query } from '#app/_data/query-string.ts';
import type { Metric } from '#lib/contracts/metric.ts';

const finished: Query = { by: 'finishedAt' };
const started: Query = { by: 'startedAt' };
const open: Query = { by: 'active' };
const slowest: Query = { ...finished, sort: '-durationMs' };
const longest: Query = { ...started, sort: '-waitMs' };
const failed: Query = { ...open, minFailedAttempts: '1' };

const behind: Record<Metric, Query> = {
  'runs.enqueued': { by: 'enqueuedAt' },
  'runs.started': started,
  'runs.succeeded': { ...finished, state: ['succeeded'] },
  'runs.dead': { ...finished, state: ['dead'] },
  'runs.failureRate': { ...finished, state: ['dead', 'succeeded'] },
  'attempts.failed': failed,
  'attempts.failureRate': failed,
  'attempts.retried': failed,
  'duration.p50': slowest,
  'duration.p95': slowest,
  'duration.p99': slowest,
  'duration.max': slowest,
  'duration.mean': slowest,
  'wait.p50': longest,
  'wait.p95': longest,
  'wait.p99': longest,
  'wait.max': longest,
  'total.p95': finished,
  'depth.queued': open,
  'depth.running': open,
  'depth.scheduled': open,
  'depth.retrying': failed,
  'dead.size': { ...finished, state: ['dead'] },
  'dead.growth': { ...finished, state: ['dead'] },
  'oldest.waitingMs': { ...open, sort: '-waitMs' },
  'workers.count': open,
  'workers.busyShare': open,
  'arrival.rate': { by: 'enqueuedAt' },
  'service.rate': finished,
  'drain.seconds': open,
  'handoff.p95': started,
  'slo.burnRate': { ...finished, state: ['dead', 'succeeded'] },
};

/** The run list's query for a stretch of `metric`, in ms since the epoch. */
export const runsBehind = (metric: Metric, fromMs: number, toMs: number): Query => ({
  ...behind[metric],
  from: new Date(fromMs).toISOString(),
  to: new Date(toMs).toISOString(),
});
