// Series over time: GET /metrics/query, and several of one window: GET /metrics/queries.
import * as z from 'zod';
import { filterQuery } from './filter.ts';
import { handoffLabels, metrics, metricUnits } from './metric-names.ts';
import { moment } from './moment.ts';

export { type GroupLabel, groupLabels, type Metric, type MetricUnit, metrics, metricUnits } from './metric-names.ts';

export const metricQuery = filterQuery.extend({
  metric: z.enum(metrics),
  groupBy: z.array(z.enum(handoffLabels)).max(2).default([]),
  stepMs: z.coerce.number().int().min(1_000).max(2_592_000_000).optional(),
  /** For `slo.burnRate`: the share of runs that must succeed. */
  objective: z.coerce.number().min(0.5).max(0.99999).default(0.99),
});
export type MetricQuery = z.infer<typeof metricQuery>;

/** Several metrics under one filter, in the same steps. */
export const metricsQuery = metricQuery
  .omit({ metric: true })
  .extend({ metrics: z.array(z.enum(metrics)).min(1).max(16) });
export type MetricsQuery = z.infer<typeof metricsQuery>;

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

/** In the order in which they were asked for. */
export const metricAnswers = z.object({ items: z.array(metricAnswer) });
export type MetricAnswers = z.infer<typeof metricAnswers>;
