// The limits that alert rules set to what a chart draws: pure.
import type { ChartSpec } from '#app/_charts/catalog.ts';
import type { Query } from '#app/_data/query-string.ts';
import type { Rule, RuleView } from '#lib/contracts/alert-rule.ts';
import { formatValue } from './format-value.ts';

export interface Threshold {
  value: number;
  label: string;
}

const narrows = ['environment', 'source', 'system', 'queue', 'job'] as const;
const words = (value: Query[string]): readonly string[] =>
  value === undefined || value === null || value === '' ? [] : Array.isArray(value) ? value : [String(value)];

/** Limits of the rules in force that watch one of the chart's metrics for just what it shows, at most two. */
export function thresholdsOf(rules: readonly RuleView[], spec: ChartSpec, query: Query): Threshold[] {
  const isAboutThis = (rule: Rule) =>
    narrows.every((name) => {
      const watched = rule.filter[name];
      const shown = words(query[name]);
      return !watched || (shown.length > 0 && shown.every((word) => watched.includes(word)));
    });
  return rules
    .flatMap(({ rule }) => {
      const line = spec.lines.find(({ metric }) => metric === rule.metric);
      if (!line || rule.kind !== 'threshold' || !rule.enabled) return [];
      if (!isAboutThis(rule)) return [];
      const name = spec.lines.length > 1 ? `${line.label} ` : '';
      return [{ value: rule.value, label: `${name}${rule.op} ${formatValue(rule.value, spec.unit)}` }];
    })
    .slice(0, 2);
}
