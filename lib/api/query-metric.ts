// GET /metrics/query and /metrics/queries: metrics over time, in groups.
import type { Caller } from '#lib/auth/authorise.ts';
import type { FilterQuery } from '#lib/contracts/filter.ts';
import type {
  Metric,
  MetricAnswer,
  MetricAnswers,
  MetricQuery,
  MetricSeries,
  MetricsQuery,
  MetricUnit,
} from '#lib/contracts/metric.ts';
import { labelsOf } from '#lib/contracts/metric-names.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import { selectJobNames } from '#lib/db/metric/select-job-names.ts';
import { selectQueues } from '#lib/db/queue/select-queues.ts';
import { AppError } from '#lib/errors.ts';
import { windowOf } from '#lib/http/window-of.ts';
import { fromReadings, fromSums } from '#lib/stats/metric-value.ts';
import { stepFor } from '#lib/stats/window-segments.ts';
import {
  deadGrowthSeries,
  drainSeries,
  type Grid,
  handoffSeries,
  type Plan,
  seriesFromReadings,
  seriesFromSums,
} from './metric-series.ts';

const maxSeries = 50;

async function seriesOf(plan: Plan): Promise<{ unit: MetricUnit; series: MetricSeries[] }> {
  const { metric, objective } = plan.query;
  const sums = fromSums[metric];
  if (sums) {
    const series = await seriesFromSums(plan, (total, stepMs) => sums.of(total, { stepMs, objective }));
    return { unit: sums.unit, series };
  }
  const readings = fromReadings[metric];
  if (readings) return { unit: readings.unit, series: await seriesFromReadings(plan, readings.of) };
  if (metric === 'dead.growth') return { unit: 'count', series: await deadGrowthSeries(plan) };
  if (metric === 'drain.seconds') return { unit: 'seconds', series: await drainSeries(plan) };
  return { unit: 'ms', series: await handoffSeries(plan) };
}

/** How much a series weighs when there are too many of them: its samples, else its values. */
const weightOf = ({ points }: MetricSeries): number =>
  points.reduce((sum, [, value, n]) => sum + Math.max(n, value ?? 0), 0);

/**
 * Lanes and steps of a query. A lane belongs to the source that reports it: `source` picks lanes, as in the list of queues, so that sums made
 * beforehand can answer.
 */
export async function gridOf(
  caller: Caller,
  query: FilterQuery & { stepMs?: number | undefined },
  isPerJob: boolean,
  nowMs: number,
): Promise<Grid> {
  const window = windowOf(query, nowMs);
  const { source, ...rest } = query;
  const filter = await resolveFilter(caller.pool, rest, caller.environment);
  const isJobLevel = isPerJob || filter.jobIds !== null;
  const { stepMs, grain } = stepFor(window.fromMs, window.toMs, nowMs, isJobLevel, query.stepMs);
  const fromMs = Math.floor(window.fromMs / stepMs) * stepMs;
  const toMs = Math.ceil(window.toMs / stepMs) * stepMs;
  const all = await selectQueues(caller.pool, filter.queueIds);
  const lanes = new Map(all.filter((lane) => !source || source.includes(lane.source)).map((lane) => [lane.id, lane]));
  filter.queueIds = [...lanes.keys()];
  const jobNames = isPerJob ? await selectJobNames(caller.pool, filter.queueIds) : new Map<number, string>();
  const steps: number[] = [];
  for (let at = fromMs; at < Math.min(toMs, nowMs); at += stepMs) steps.push(at);
  return {
    pool: caller.pool,
    filter,
    lanes,
    jobNames,
    isPerJob,
    fromMs,
    toMs,
    stepMs,
    grain,
    nowMs,
    steps,
    read: new Map(),
  };
}

/** Throws `invalid_input` for a group that the metric has not. */
function refuseForeignGroup(metric: Metric, { groupBy }: Pick<MetricQuery, 'groupBy'>): void {
  const foreign = groupBy.find((label) => !labelsOf(metric).includes(label));
  if (!foreign) return;
  throw new AppError(
    'invalid_input',
    `Only hand-offs come from somewhere: ${metric} cannot be grouped by \`${foreign}\`.`,
    {
      fields: { groupBy: `${metric} has no \`${foreign}\`` },
    },
  );
}

async function answerOf(plan: Plan): Promise<MetricAnswer> {
  const { unit, series } = await seriesOf(plan);
  const sorted = series.map((one) => ({ one, weight: weightOf(one) })).sort((a, b) => b.weight - a.weight);
  return {
    metric: plan.query.metric,
    unit,
    from: new Date(plan.fromMs).toISOString(),
    to: new Date(plan.toMs).toISOString(),
    stepMs: plan.stepMs,
    series: sorted.slice(0, maxSeries).map(({ one }) => one),
    isCut: series.length > maxSeries,
  };
}

/** Throws `invalid_input` for a group that the metric has not. */
export async function queryMetric(caller: Caller, query: MetricQuery, nowMs: number): Promise<MetricAnswer> {
  refuseForeignGroup(query.metric, query);
  return answerOf({ ...(await gridOf(caller, query, query.groupBy.includes('job'), nowMs)), query });
}

/** Each as `queryMetric` answers it; what they read alike is read once. */
export async function queryMetrics(caller: Caller, asked: MetricsQuery, nowMs: number): Promise<MetricAnswers> {
  const { metrics, ...query } = asked;
  for (const metric of metrics) refuseForeignGroup(metric, query);
  const grid = await gridOf(caller, query, query.groupBy.includes('job'), nowMs);
  return { items: await Promise.all(metrics.map((metric) => answerOf({ ...grid, query: { ...query, metric } }))) };
}
