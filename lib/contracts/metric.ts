// Series over time: GET /metrics/query.
import * as z from 'zod';
import { filterQuery } from './filter.ts';
import { moment } from './moment.ts';

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

export const metricQuery = filterQuery.extend({
  metric: z.enum(metrics),
  groupBy: z.array(z.enum(groupLabels)).max(2).default([]),
  stepMs: z.coerce.number().int().min(1_000).max(2_592_000_000).optional(),
  /** For `slo.burnRate`: the share of runs that must succeed. */
  objective: z.coerce.number().min(0.5).max(0.99999).default(0.99),
});
export type MetricQuery = z.infer<typeof metricQuery>;

/** `[at, value, n]`: value null where nothing is known, n = how many values it rests on. */
export const metricPoint = z.tuple([moment, z.number().nullable(), z.number()]);
export type MetricPoint = z.infer<typeof metricPoint>;
export const metricSeries = z.object({
  labels: z.record(z.string(), z.string()),
  points: z.array(metricPoint),
});
export type MetricSeries = z.infer<typeof metricSeries>;
export const metricAnswer = z.object({
  metric: z.enum(metrics),
  unit: z.enum(metricUnits),
  from: moment,
  to: moment,
  stepMs: z.number(),
  series: z.array(metricSeries),
  /** True when more than 50 groups exist: the largest are shown. */
  isCut: z.boolean(),
});
export type MetricAnswer = z.infer<typeof metricAnswer>;
