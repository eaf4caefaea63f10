// A grouped answer as lines of a chart and rows of a table: pure.
import type { ChartSpec, LineSpec } from '#app/_charts/catalog.ts';
import type { Unit } from '#app/_charts/time-series/axis.ts';
import type { Query } from '#app/_data/query-string.ts';
import { metricWords } from '#lib/alerts/metric-words.ts';
import type { MetricAnswer, MetricSeries } from '#lib/contracts/metric.ts';
import type { Metric } from '#lib/contracts/metric-names.ts';

/** More lines than this cannot be told apart. */
export const mostLines = 8;

export interface Group {
  key: string;
  label: string;
  /** The group as filters of the list of runs. */
  filter: Query;
  colour: string;
  answer: MetricAnswer;
  last: number | null;
  highest: number | null;
  n: number;
}

const needsValues = /^(duration|wait|total|handoff)\.|Rate$/;
const isGauge = /^(depth|dead|oldest|workers)\./;

export function unitOf(answer: MetricAnswer): Unit {
  return answer.metric === 'slo.burnRate' ? 'times' : answer.unit;
}

function figuresOf({ points }: MetricSeries): Pick<Group, 'last' | 'highest' | 'n'> {
  const known = points.filter(([, value]) => value !== null);
  const values = known.map(([, value]) => value as number);
  return {
    last: values.at(-1) ?? null,
    highest: values.length > 0 ? Math.max(...values) : null,
    n: known.reduce((sum, [, , n]) => sum + n, 0),
  };
}

/** Largest first, as the API orders them. */
export function groupsOf(answer: MetricAnswer): Group[] {
  return answer.series.map((series, place) => ({
    key: `s${place}`,
    label: Object.values(series.labels).join(' · ') || 'all',
    filter: series.labels,
    colour: `var(--series-${(place % mostLines) + 1})`,
    answer: { ...answer, series: [series] },
    ...figuresOf(series),
  }));
}

/** A chart of the first `mostLines` groups. */
export function specOf(answer: MetricAnswer, groups: readonly Group[], isBars: boolean): ChartSpec {
  const metric: Metric = answer.metric;
  const lines = groups
    .slice(0, mostLines)
    .map(({ key, label, colour, filter }): LineSpec => ({ key, label, colour, filter, metric }));
  const words = metricWords(metric);
  const spec: ChartSpec = {
    title: words.replace(/^[a-z](?=[a-z])/, (letter) => letter.toUpperCase()),
    about: `${words}, by group, over time.`,
    unit: unitOf(answer),
    lines,
    needsValues: needsValues.test(metric),
    isGauge: isGauge.test(metric),
    opens: metric,
  };
  return isBars ? { ...spec, shape: 'bars' } : spec;
}
