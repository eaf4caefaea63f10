// How far a figure lies from what it was in the same hour of the last four weeks. Pure.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import type { RollupSums } from '#lib/db/rollup/select-rollup.ts';
import { addSums, noSums, type Sums } from '#lib/stats/figures.ts';
import { fromSums, type Value } from '#lib/stats/metric-value.ts';
import { formatMs } from '#lib/words/duration.ts';
import { formatValue, metricWords } from './metric-words.ts';
import { behind, type Group, type RuleSeries } from './rule-series.ts';
import { cellsByLane, cellsOf, SlidingSums } from './sliding-sums.ts';
import type { Observation } from './step.ts';
import { usualOf } from './usual.ts';

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;
export const weeksBack = 4;
/** Fewer weeks with data say nothing about what is usual. */
const leastWeeks = 3;

/**
 * `slots` ascending. `recent`: cells that lie wholly inside or outside of every window; `hours`: sums by the hour over the four weeks before, of which only whole
 * ones are kept that far back. Counts of wider stretches are scaled to the window. The value is in usual spreads, negative below usual.
 */
export function seriesFromUsual(
  rule: Rule,
  groups: readonly Group[],
  recent: readonly RollupSums[],
  hours: readonly RollupSums[],
  slots: readonly number[],
): RuleSeries[] {
  const metric = fromSums[rule.metric as keyof typeof fromSums];
  if (!metric) return [];
  const figureOf = (sums: Sums, stepMs: number): Value => metric.of(sums, { stepMs, objective: rule.objective });
  const over = (cells: readonly RollupSums[], fromMs: number, toMs: number): Value => {
    const total = noSums();
    for (const cell of cells) if (cell.atMs >= fromMs && cell.atMs < toMs) addSums(total, cell);
    return figureOf(total, toMs - fromMs);
  };
  const recentByLane = cellsByLane(recent);
  const hoursByLane = cellsByLane(hours);
  const chance = chanceOf(metric.unit, rule.windowMs);
  return groups.map((group) => {
    const now = new SlidingSums(cellsOf(recentByLane, group));
    const before = cellsOf(hoursByLane, group);
    const knownSince = before.reduce((least, cell) => Math.min(least, cell.atMs), Number.POSITIVE_INFINITY);
    const weeks = new Map<number, number[]>();
    const valuesAt = (slot: number): number[] => {
      const fromMs = Math.floor((slot - rule.windowMs) / hourMs) * hourMs;
      const toMs = Math.ceil(slot / hourMs) * hourMs;
      const known = weeks.get(fromMs + toMs);
      if (known) return known;
      const share = metric.unit === 'count' ? rule.windowMs / (toMs - fromMs) : 1;
      const values: number[] = [];
      for (let week = 1; week <= weeksBack; week++) {
        if (fromMs - week * weekMs < knownSince) break;
        const { value } = over(before, fromMs - week * weekMs, toMs - week * weekMs);
        if (value !== null) values.push(value * share);
      }
      weeks.set(fromMs + toMs, values);
      return values;
    };
    const at = (slot: number): Observation => {
      const { value, n } = figureOf(now.over(slot - rule.windowMs, slot), rule.windowMs);
      const values = valuesAt(slot);
      if (value === null || values.length < leastWeeks) return { kind: 'none', isSeriesGone: false };
      const { median, spread } = usualOf(values, chance);
      // what is missing counts as well: it is the usual number that there are too few of
      const samples = metric.unit === 'count' ? Math.max(n, Math.round(median)) : n;
      const note =
        `${metricWords(rule.metric)} ${formatValue(rule.metric, value)} over ${formatMs(rule.windowMs)}; ` +
        `in the same hour of the last ${values.length} weeks it was usually ${formatValue(rule.metric, rounded(median))}, ` +
        `give or take ${formatValue(rule.metric, rounded(spread))}`;
      return { kind: 'value', value: (value - median) / spread, n: samples, note };
    };
    return { ...behind(group), seen: new Map(slots.map((slot) => [slot, at(slot)])) };
  });
}

const rounded = (value: number): number => Number(value.toPrecision(3));

/** What chance alone does to a value: counts scatter by their square root, ratios by a percent, times by a millisecond. */
function chanceOf(unit: string, windowMs: number): (median: number) => number {
  const seconds = windowMs / 1000;
  if (unit === 'count') return (median) => Math.sqrt(Math.max(1, median));
  if (unit === 'perSecond') return (median) => Math.sqrt(Math.max(1, median * seconds)) / seconds;
  return () => (unit === 'ratio' ? 0.01 : 1);
}
