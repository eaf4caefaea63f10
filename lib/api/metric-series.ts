// The series of one metric, group by group and step by step: from sums of runs, from readings of backends, or from both.
import type { MetricPoint, MetricQuery, MetricSeries } from '#lib/contracts/metric.ts';
import type { QueryLabel } from '#lib/contracts/metric-names.ts';
import { isAboutLanesOnly, type ResolvedFilter } from '#lib/db/filter/resolve-filter.ts';
import { selectHandoffs } from '#lib/db/metric/select-handoffs.ts';
import type { Pool } from '#lib/db/pool.ts';
import { type QueueRow, selectQueues } from '#lib/db/queue/select-queues.ts';
import { selectRollup } from '#lib/db/rollup/select-rollup.ts';
import { selectRunRows } from '#lib/db/run/select-run-rows.ts';
import { selectSampleSeries } from '#lib/db/sample/select-sample-series.ts';
import { drainOf } from '#lib/stats/drain.ts';
import { addSums, type Histogram, noSums, type Sums } from '#lib/stats/figures.ts';
import { histogramsOf, type Reading, type Value } from '#lib/stats/metric-value.ts';
import { type BucketSums, sumRuns } from '#lib/stats/raw-sums.ts';
import { addToSketch, countOf, percentile, type Sketch } from '#lib/stats/sketch.ts';

/** A reading speaks for a lane this long, when a step has none of its own. */
const carryMs = 120_000;

/** Where and in which steps figures are read. */
export interface Grid {
  pool: Pool;
  filter: ResolvedFilter;
  lanes: Map<number, QueueRow>;
  jobNames: Map<number, string>;
  isPerJob: boolean;
  fromMs: number;
  toMs: number;
  stepMs: number;
  grain: 60 | 300 | 3600 | 86400;
  nowMs: number;
  /** The steps that have begun. */
  steps: number[];
  /** What several metrics of one question read alike, read once. */
  read: Map<string, Promise<unknown>>;
}

export interface Plan extends Grid {
  query: MetricQuery;
}

/** Cells of one group, by step. */
type Groups<Cell> = Map<string, { labels: Record<string, string>; steps: Map<number, Cell[]> }>;

function labelOf(
  plan: Plan,
  label: QueryLabel,
  lane: QueueRow,
  { jobId = 0, from }: { jobId?: number; from?: string },
): string {
  if (label === 'from') return from ?? '';
  if (label === 'job') return plan.jobNames.get(jobId) ?? '';
  return label === 'queue' ? lane.name : lane[label];
}

function group<Cell extends { atMs: number; queueId: number; jobId?: number; from?: string }>(
  plan: Plan,
  cells: readonly Cell[],
): Groups<Cell> {
  const { groupBy } = plan.query;
  const groups: Groups<Cell> = new Map();
  for (const cell of cells) {
    const lane = plan.lanes.get(cell.queueId);
    if (!lane && groupBy.length > 0) continue;
    const values = lane ? groupBy.map((label) => labelOf(plan, label, lane, cell)) : [];
    const key = values.join('\0');
    let found = groups.get(key);
    if (!found) {
      found = {
        labels: Object.fromEntries(groupBy.map((label, place) => [label, values[place] ?? ''])),
        steps: new Map(),
      };
      groups.set(key, found);
    }
    const step = found.steps.get(cell.atMs);
    if (step) step.push(cell);
    else found.steps.set(cell.atMs, [cell]);
  }
  if (groups.size === 0 && groupBy.length === 0) groups.set('', { labels: {}, steps: new Map() });
  return groups;
}

/** What was read under this name for another metric of the same question, else what `read` gives. */
function once<Rows>(plan: Grid, name: string, read: () => Promise<Rows>): Promise<Rows> {
  const known = plan.read.get(name) as Promise<Rows> | undefined;
  if (known) return known;
  const rows = read();
  plan.read.set(name, rows);
  return rows;
}

/** Sums by step, lane (unless they may come together) and job (where it is asked for). */
export const sumCells = (
  plan: Grid,
  histograms: readonly Histogram[],
  areLanesTogether: boolean,
): Promise<readonly BucketSums[]> =>
  once(plan, `sums ${histograms.join()} ${areLanesTogether}`, () => readSums(plan, histograms, areLanesTogether));

async function readSums(
  plan: Grid,
  histograms: readonly Histogram[],
  areLanesTogether: boolean,
): Promise<BucketSums[]> {
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
    areLanesTogether,
    histograms,
  });
}

/** Before anything was known of the lanes a count is not zero but unknown. */
function knownSince(plan: Plan): number {
  return Math.min(...[...plan.lanes.values()].map((lane) => lane.firstSeenAt.getTime()), plan.nowMs);
}

/** One cell is its own sum, and most groups have one a step. */
const sumOf = (cells: readonly Sums[] = []): Sums =>
  cells.length === 1 ? (cells[0] as Sums) : cells.reduce<Sums>((sum, cell) => addSums(sum, cell), noSums());

export async function seriesFromSums(plan: Plan, of: (sums: Sums, passedMs: number) => Value): Promise<MetricSeries[]> {
  const cells = await sumCells(plan, histogramsOf(plan.query.metric), plan.query.groupBy.length === 0);
  const firstCell = Math.min(...cells.map((cell) => cell.atMs), knownSince(plan));
  return [...group(plan, cells).values()].map(({ labels, steps }) => ({
    labels,
    points: plan.steps.map((atMs): MetricPoint => {
      const found = steps.get(atMs);
      const at = new Date(atMs).toISOString();
      if (!found && atMs + plan.stepMs <= firstCell) return [at, null, 0];
      const { value, n } = of(sumOf(found), Math.max(1, Math.min(plan.stepMs, plan.nowMs - atMs)));
      return [at, value, n];
    }),
  }));
}

type ReadingCell = Reading & { atMs: number; queueId: number };

/** Per lane and step its last reading; a step without one takes the last before it, while that is young enough. */
const readingCells = (plan: Plan): Promise<readonly ReadingCell[]> => once(plan, 'readings', () => readReadings(plan));

async function readReadings(plan: Plan): Promise<ReadingCell[]> {
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

export async function seriesFromReadings(
  plan: Plan,
  of: (readings: readonly Reading[]) => Value,
): Promise<MetricSeries[]> {
  return [...group(plan, await readingCells(plan)).values()].map(({ labels, steps }) => ({
    labels,
    points: plan.steps.map((atMs): MetricPoint => {
      const { value, n } = of(steps.get(atMs) ?? []);
      return [new Date(atMs).toISOString(), value, n];
    }),
  }));
}

/** Growth of dead letters: the change of each lane's dead-letter size from step to step, summed. */
export async function deadGrowthSeries(plan: Plan): Promise<MetricSeries[]> {
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
export async function drainSeries(plan: Plan): Promise<MetricSeries[]> {
  const [cells, readings] = await Promise.all([
    sumCells(plan, [], plan.query.groupBy.length === 0),
    readingCells(plan),
  ]);
  const sums = group(plan, cells);
  return [...group(plan, readings)].map(([key, { labels, steps }]) => ({
    labels,
    points: plan.steps.map((atMs): MetricPoint => {
      const total = sumOf(sums.get(key)?.steps.get(atMs));
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

export async function handoffSeries(plan: Plan): Promise<MetricSeries[]> {
  const rows = await selectHandoffs(plan.pool, [...plan.lanes.keys()], plan);
  // A lane may hand over to those of this query without being of it.
  const before = await selectQueues(plan.pool, [...new Set(rows.map(({ fromQueueId }) => fromQueueId))]);
  const names = new Map(before.map(({ id, name }) => [id, name]));
  const cells = rows.map((row) => ({
    ...row,
    from: names.get(row.fromQueueId) ?? '',
    atMs: Math.floor(row.startedMs / plan.stepMs) * plan.stepMs,
  }));
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
