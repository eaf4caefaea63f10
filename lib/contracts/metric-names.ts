// Names of metrics and of what they are grouped by: free of zod, for browsers.

export const metrics = [
  'runs.enqueued',
  'runs.started',
  'runs.succeeded',
  'runs.dead',
  'runs.failureRate',
  'attempts.failed',
  'attempts.failureRate',
  'attempts.retried',
  'duration.p50',
  'duration.p95',
  'duration.p99',
  'duration.max',
  'duration.mean',
  'wait.p50',
  'wait.p95',
  'wait.p99',
  'wait.max',
  'total.p95',
  'depth.queued',
  'depth.running',
  'depth.scheduled',
  'depth.retrying',
  'dead.size',
  'dead.growth',
  'oldest.waitingMs',
  'workers.count',
  'workers.busyShare',
  'arrival.rate',
  'service.rate',
  'drain.seconds',
  'handoff.p95',
  'slo.burnRate',
] as const;
export type Metric = (typeof metrics)[number];

export const metricUnits = ['count', 'ms', 'ratio', 'perSecond', 'seconds'] as const;
export type MetricUnit = (typeof metricUnits)[number];

export const groupLabels = ['environment', 'source', 'system', 'queue', 'job'] as const;
export type GroupLabel = (typeof groupLabels)[number];

/** Hand-offs alone have two ends: with `from` and `queue`, each edge between two lanes is told apart. */
export const handoffLabels = [...groupLabels, 'from'] as const;
export type QueryLabel = (typeof handoffLabels)[number];
export const labelsOf = (metric: Metric): readonly QueryLabel[] =>
  metric === 'handoff.p95' ? handoffLabels : groupLabels;
