// GET /metrics/query: one metric over time, in groups.
import type { Caller } from '#lib/auth/authorise.ts';
import type { MetricAnswer, MetricQuery, MetricSeries, MetricUnit } from '#lib/contracts/metric.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import { selectJobNames } from '#lib/db/metric/select-job-names.ts';
import { selectQueues } from '#lib/db/queue/select-queues.ts';
import { windowOf } from '#lib/http/window-of.ts';
import { fromReadings, fromSums } from '#lib/stats/metric-value.ts';
import { stepFor } from '#lib/stats/window-segments.ts';
import {
  deadGrowthSeries,
  drainSeries,
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

export async function queryMetric(caller: Caller, query: MetricQuery, nowMs: number): Promise<MetricAnswer> {
  const window = windowOf(query, nowMs);
  const filter = await resolveFilter(caller.pool, query, caller.environment);
  const isPerJob = query.groupBy.includes('job');
  const isJobLevel = isPerJob || filter.jobIds !== null;
  const { stepMs, grain } = stepFor(window.fromMs, window.toMs, nowMs, isJobLevel, query.stepMs);
  const fromMs = Math.floor(window.fromMs / stepMs) * stepMs;
  const toMs = Math.ceil(window.toMs / stepMs) * stepMs;
  const [lanes, jobNames] = await Promise.all([
    selectQueues(caller.pool, filter.queueIds),
    isPerJob ? selectJobNames(caller.pool, filter.queueIds) : new Map<number, string>(),
  ]);
  const steps: number[] = [];
  for (let at = fromMs; at < Math.min(toMs, nowMs); at += stepMs) steps.push(at);
  const { unit, series } = await seriesOf({
    pool: caller.pool,
    query,
    filter,
    lanes: new Map(lanes.map((lane) => [lane.id, lane])),
    jobNames,
    isPerJob,
    fromMs,
    toMs,
    stepMs,
    grain,
    nowMs,
    steps,
  });
  const sorted = series.map((one) => ({ one, weight: weightOf(one) })).sort((a, b) => b.weight - a.weight);
  return {
    metric: query.metric,
    unit,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    stepMs,
    series: sorted.slice(0, maxSeries).map(({ one }) => one),
    isCut: series.length > maxSeries,
  };
}
