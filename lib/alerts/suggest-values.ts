// Values to begin with, from what a rule saw: those that little of its history passes. Pure.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import type { RuleSeries } from './rule-series.ts';
import { summarise } from './summarise.ts';

export interface Suggestion {
  /** "p99": which share of history lies on its good side. */
  name: string;
  value: number;
  incidents: number;
}

const shares = [0.95, 0.99, 0.999] as const;

/** Nearest ranks of all values seen with enough samples, each with how often the rule would have fired; none without history. */
export function suggestValues(rule: Rule, series: readonly RuleSeries[], slots: readonly number[]): Suggestion[] {
  const values = series
    .flatMap(({ seen }) => [...seen.values()])
    .flatMap((one) => (one.kind === 'value' && one.n >= rule.minSamples ? [one.value] : []))
    .sort((a, b) => a - b);
  if (values.length === 0) return [];
  const isUpper = rule.op.startsWith('>');
  const found = new Map<number, Suggestion>();
  for (const share of shares) {
    const rank = Math.ceil(share * values.length);
    const at = values[isUpper ? rank - 1 : values.length - rank] ?? 0;
    const value = Number(at.toPrecision(3));
    const name = `p${Number(((isUpper ? share : 1 - share) * 100).toFixed(1))}`;
    if (found.has(value)) continue;
    const { episodes } = summarise({ ...rule, value, recoveryValue: value }, series, slots);
    found.set(value, { name, value, incidents: episodes.length });
  }
  return [...found.values()];
}
