// From sums and readings of lanes to what a rule sees at its slots: one series for each set of labels. Pure.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import type { Metric } from '#lib/contracts/metric.ts';
import type { QueueRow } from '#lib/db/queue/select-queues.ts';
import type { RollupSums } from '#lib/db/rollup/select-rollup.ts';
import type { SampleStep } from '#lib/db/sample/select-sample-series.ts';
import { fromReadings, fromSums, type Value } from '#lib/stats/metric-value.ts';
import { cellsByLane, cellsOf, SlidingSums } from './sliding-sums.ts';
import type { Observation } from './step.ts';

export type Labels = Record<string, string>;

export interface RuleSeries {
  labels: Labels;
  /** Whose runs it rests on. */
  lanes: readonly number[];
  jobId: number | null;
  /** The runs it is about, where it knows them. */
  runIds?: readonly string[];
  /** What it saw, slot by slot. */
  seen: Map<number, Observation>;
}

/** One name for a set of labels, whatever their order. */
export const labelsKey = (labels: Labels): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Whose cells belong together. Lanes without any cell are there too: that nothing happened is a value. */
export interface Group {
  labels: Labels;
  lanes: Set<number>;
  /** null = all jobs of the lanes. */
  jobId: number | null;
}

/** The groups of a rule over `lanes`; `jobs` only where it groups by job. */
export function groupsOf(
  rule: Pick<Rule, 'groupBy'>,
  lanes: readonly QueueRow[],
  jobs: readonly { queueId: number; jobId: number; name: string }[],
): Group[] {
  const groups = new Map<string, Group>();
  const add = (lane: QueueRow, jobId: number | null, job: string): void => {
    const labels: Labels = {};
    for (const label of rule.groupBy)
      labels[label] = label === 'job' ? job : label === 'queue' ? lane.name : lane[label];
    const key = labelsKey(labels);
    const group = groups.get(key) ?? { labels, lanes: new Set(), jobId };
    group.lanes.add(lane.id);
    groups.set(key, group);
  };
  const byId = new Map(lanes.map((lane) => [lane.id, lane]));
  if (!rule.groupBy.includes('job')) for (const lane of lanes) add(lane, null, '');
  else
    for (const { queueId, jobId, name } of jobs) {
      const lane = byId.get(queueId);
      if (lane) add(lane, jobId, name);
    }
  return [...groups.values()];
}

export const behind = ({ labels, lanes, jobId }: Group) => ({ labels, lanes: [...lanes], jobId });

const seenOf = ({ value, n }: Value): Observation =>
  value === null || !Number.isFinite(value) ? { kind: 'none', isSeriesGone: false } : { kind: 'value', value, n };

/**
 * A metric of runs over the window before each slot, ascending. `cells` are sums of buckets that each lie wholly inside or outside of every window;
 * a burn rate must be too high over the window and over its last twelfth (https://sre.google/workbook/alerting-on-slos/, 6).
 */
export function seriesFromSums(
  rule: Rule,
  groups: readonly Group[],
  cells: readonly RollupSums[],
  slots: readonly number[],
): RuleSeries[] {
  const metric = fromSums[rule.metric as Metric];
  if (!metric) return [];
  const byLane = cellsByLane(cells);
  const { objective, windowMs } = rule;
  const over = (sums: SlidingSums, slot: number, stepMs: number): Value =>
    metric.of(sums.over(slot - stepMs, slot), { stepMs, objective });
  return groups.map((group) => {
    const mine = cellsOf(byLane, group);
    const long = new SlidingSums(mine);
    const short = rule.metric === 'slo.burnRate' ? new SlidingSums(mine) : null;
    const at = (slot: number): Value => {
      const whole = over(long, slot, windowMs);
      if (!short || whole.value === null) return whole;
      const last = over(short, slot, shortWindow(windowMs));
      return { value: last.value === null ? null : Math.min(whole.value, last.value), n: whole.n };
    };
    return { ...behind(group), seen: new Map(slots.map((slot) => [slot, seenOf(at(slot))])) };
  });
}

/** A twelfth, in whole minutes. */
export const shortWindow = (windowMs: number): number => Math.max(60_000, Math.round(windowMs / 12 / 60_000) * 60_000);

/** A reading speaks for a lane this long. */
const readingLastsMs = 120_000;

/** A metric of readings at each slot: the last one of each lane that is young enough. `stepMs`: width of the steps of `readings`. */
export function seriesFromReadings(
  rule: Rule,
  groups: readonly Group[],
  readings: readonly SampleStep[],
  slots: readonly number[],
  stepMs: number,
): RuleSeries[] {
  const byLane = new Map<number, Map<number, SampleStep>>();
  for (const reading of readings) {
    const lane = byLane.get(reading.queueId) ?? new Map();
    lane.set(reading.atMs, reading);
    byLane.set(reading.queueId, lane);
  }
  const latest = (lane: number, slot: number): SampleStep | null => {
    const steps = byLane.get(lane);
    for (let back = stepMs; steps && back <= readingLastsMs; back += stepMs) {
      const found = steps.get(slot - back);
      if (found) return found;
    }
    return null;
  };
  const valueAt = (group: Group, slot: number): Value => {
    const now = [...group.lanes].map((lane) => latest(lane, slot));
    if (rule.metric !== 'dead.growth')
      return fromReadings[rule.metric as Metric]?.of(now.filter((one) => one !== null)) ?? { value: null, n: 0 };
    const before = [...group.lanes].map((lane) => latest(lane, slot - rule.windowMs));
    const grown = now.flatMap((one, i) =>
      one?.dead != null && before[i]?.dead != null ? [one.dead - (before[i].dead as number)] : [],
    );
    return { value: grown.length > 0 ? grown.reduce((a, b) => a + b, 0) : null, n: grown.length };
  };
  return groups.map((group) => ({
    ...behind(group),
    seen: new Map(slots.map((slot) => [slot, seenOf(valueAt(group, slot))])),
  }));
}
