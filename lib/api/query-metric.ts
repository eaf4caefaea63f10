// GET /metrics/query: one metric over time, in groups.
import type { Caller } from '#lib/auth/authorise.ts';
import type {
  GroupLabel,
  MetricAnswer,
  MetricPoint,
  MetricQuery,
  MetricSeries,
  MetricUnit,
} from '#lib/contracts/metric.ts';
import { isAboutLanesOnly, type ResolvedFilter, resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import { selectHandoffs } from '#lib/db/metric/select-handoffs.ts';
import { selectJobNames } from '#lib/db/metric/select-job-names.ts';
import type { Pool } from '#lib/db/pool.ts';
import { type QueueRow, selectQueues } from '#lib/db/queue/select-queues.ts';
import { selectRollup } from '#lib/db/rollup/select-rollup.ts';
import { selectRunRows } from '#lib/db/run/select-run-rows.ts';
import { selectSampleSeries } from '#lib/db/sample/select-sample-series.ts';
import { windowOf } from '#lib/http/window-of.ts';
import { drainOf } from '#lib/stats/drain.ts';
import { addSums, noSums, type Sums } from '#lib/stats/figures.ts';
import { fromReadings, fromSums, type Reading, type Value } from '#lib/stats/metric-value.ts';
import { type BucketSums, sumRuns } from '#lib/stats/raw-sums.ts';
import { addToSketch, countOf, percentile, type Sketch } from '#lib/stats/sketch.ts';
import { stepFor } from '#lib/stats/window-segments.ts';

const maxSeries = 50;
/** A reading speaks for a lane this long, when a step has none of its own. */
const carryMs = 120_000;

interface Plan {
  pool: Pool;
  query: MetricQuery;
  filter: ResolvedFilter;
  lanes: Map<number, QueueRow>;
  jobNames: Map<number, string>;
  isPerJob: boolean;
  fromMs: number;
  toMs: number;
  stepMs: number;
  grain: 60 | 300 | 3600 | 86400;
  nowMs: number;
  steps: number[];
}

/** Cells of one group, by step. */
type Groups<Cell> = Map<string, { labels: Record<string, string>; steps: Map<number, Cell[]> }>;

function labelOf(plan: Plan, label: GroupLabel, lane: QueueRow, jobId: number): string {
  if (label === 'job') return plan.jobNames.get(jobId) ?? '';
  return label === 'queue' ? lane.name : lane[label];
}

function group<Cell extends { atMs: number; queueId: number; jobId?: number }>(
  plan: Plan,
  cells: readonly Cell[],
): Groups<Cell> {
  const groups: Groups<Cell> = new Map();
  for (const cell of cells) {
    const lane = plan.lanes.get(cell.queueId);
    if (!lane) continue;
    const labels = Object.fromEntries(
      plan.query.groupBy.map((label) => [label, labelOf(plan, label, lane, cell.jobId ?? 0)]),
    );
    const key = JSON.stringify(Object.values(labels));
    let found = groups.get(key);
    if (!found) {
      found = { labels, steps: new Map() };
      groups.set(key, found);
    }
    const step = found.steps.get(cell.atMs);
    if (step) step.push(cell);
    else found.steps.set(cell.atMs, [cell]);
  }
  if (groups.size === 0 && plan.query.groupBy.length === 0) groups.set('', { labels: {}, steps: new Map() });
  return groups;
}

async function sumCells(plan: Plan, withHistograms: boolean): Promise<BucketSums[]> {
  const { pool, filter, fromMs, toMs, stepMs, grain } = plan;
  if (!isAboutLanesOnly(filter)) {
    const runs = await selectRunRows(pool, filter, { fromMs, toMs });
    return sumRuns(runs, { fromMs, toMs, stepMs, isPerJob: plan.isPerJob });
  }
  return await selectRollup(pool, {
    queueIds: [...plan.lanes.keys()],
    jobIds: filter.jobIds ?? (plan.isPerJob ? [] : null),
    segments: [{ grain, fromMs, toMs }],
    bucketMs: stepMs,
    isPerJob: plan.isPerJob,
    withHistograms,
  });
}

const needsHistograms = /^(duration\.(p|max)|wait\.|total\.)/;

/** Before anything was known of the lanes a count is not zero but unknown. */
function knownSince(plan: Plan): number {
  return Math.min(...[...plan.lanes.values()].map((lane) => lane.firstSeenAt.getTime()), plan.nowMs);
}

async function seriesFromSums(plan: Plan, of: (sums: Sums, passedMs: number) => Value): Promise<MetricSeries[]> {
  const cells = await sumCells(plan, needsHistograms.test(plan.query.metric));
  const firstCell = Math.min(...cells.map((cell) => cell.atMs), knownSince(plan));
  return [...group(plan, cells).values()].map(({ labels, steps }) => ({
    labels,
    points: plan.steps.map((atMs): MetricPoint => {
      const found = steps.get(atMs);
      const at = new Date(atMs).toISOString();
      if (!found && atMs + plan.stepMs <= firstCell) return [at, null, 0];
      const sums = (found ?? []).reduce<Sums>((sum, cell) => addSums(sum, cell), noSums());
      const { value, n } = of(sums, Math.max(1, Math.min(plan.stepMs, plan.nowMs - atMs)));
      return [at, value, n];
    }),
  }));
}

type ReadingCell = Reading & { atMs: number; queueId: number };

/** Per lane and step its last reading; a step without one takes the last before it, while that is young enough. */
async function readingCells(plan: Plan): Promise<ReadingCell[]> {
  const { fromMs, toMs, stepMs } = plan;
  const rows = await selectSampleSeries(plan.pool, { queueIds: [...plan.lanes.keys()], fromMs, toMs, stepMs });
  const byLane = Map.groupBy(rows, (row) => row.queueId);
  const carried = Math.floor(carryMs / stepMs);
  return [...byLane].flatMap(([queueId, readings]) => {
    const at = new Map(readings.map((reading) => [reading.atMs, reading]));
    return plan.steps.flatMap((atMs): ReadingCell[] => {
      for (let back = 0; back <= carried; back++) {
        const reading = at.get(atMs - back * stepMs);
        if (reading) return [{ ...reading, atMs, queueId }];
      }
      return [];
    });
  });
}

async function seriesFromReadings(plan: Plan, of: (readings: readonly Reading[]) => Value): Promise<MetricSeries[]> {
  return [...group(plan, await readingCells(plan)).values()].map(({ labels, steps }) => ({
    labels,
    points: plan.steps.map((atMs): MetricPoint => {
      const { value, n } = of(steps.get(atMs) ?? []);
      return [new Date(atMs).toISOString(), value, n];
    }),
  }));
}

/** Growth of dead letters: the change of each lane's dead-letter size from step to step, summed. */
async function deadGrowthSeries(plan: Plan): Promise<MetricSeries[]> {
  const cells = await readingCells(plan);
  const before = new Map(cells.map((cell) => [`${cell.queueId} ${cell.atMs}`, cell.dead]));
  const grown = cells.map((cell) => {
    const earlier = before.get(`${cell.queueId} ${cell.atMs - plan.stepMs}`);
    return { ...cell, dead: cell.dead === null || typeof earlier !== 'number' ? null : cell.dead - earlier };
  });
  return [...group(plan, grown).values()].map(({ labels, steps }) => ({
    labels,
    points: plan.steps.map((atMs): MetricPoint => {
      const values = (steps.get(atMs) ?? []).map((cell) => cell.dead).filter((value) => value !== null);
      return [new Date(atMs).toISOString(), values.length ? values.reduce((a, b) => a + b, 0) : null, values.length];
    }),
  }));
}

/** Seconds until the backlog is gone, at each step's own rates. */
async function drainSeries(plan: Plan): Promise<MetricSeries[]> {
  const [cells, readings] = await Promise.all([sumCells(plan, false), readingCells(plan)]);
  const sums = group(plan, cells);
  return [...group(plan, readings)].map(([key, { labels, steps }]) => ({
    labels,
    points: plan.steps.map((atMs): MetricPoint => {
      const total = (sums.get(key)?.steps.get(atMs) ?? []).reduce<Sums>((sum, cell) => addSums(sum, cell), noSums());
      const waiting = (steps.get(atMs) ?? []).reduce<number | null>(
        (sum, reading) => (reading.queued === null ? sum : (sum ?? 0) + reading.queued + (reading.retrying ?? 0)),
        null,
      );
      const served = total.succeeded + total.dead + total.cancelled + total.discarded;
      const drain = drainOf({ waiting, arrived: total.enqueued, served, spanMs: plan.stepMs });
      return [new Date(atMs).toISOString(), drain.seconds, served];
    }),
  }));
}

async function handoffSeries(plan: Plan): Promise<MetricSeries[]> {
  const rows = await selectHandoffs(plan.pool, [...plan.lanes.keys()], plan);
  const cells = rows.map((row) => ({ ...row, jobId: 0, atMs: Math.floor(row.startedMs / plan.stepMs) * plan.stepMs }));
  return [...group(plan, cells).values()].map(({ labels, steps }) => ({
    labels,
    points: plan.steps.map((atMs): MetricPoint => {
      const sketch: Sketch = new Map();
      for (const cell of steps.get(atMs) ?? []) addToSketch(sketch, cell.durationUs);
      const us = percentile(sketch, 95);
      return [new Date(atMs).toISOString(), us === null ? null : us / 1000, countOf(sketch)];
    }),
  }));
}

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
