import { expect, it } from 'vitest';
import { completeRule } from '#lib/alerts/complete-rule.ts';
import { ruleInput } from '#lib/contracts/alert-rule.ts';
import type { RuleSeries } from './rule-series.ts';
import type { Observation } from './step.ts';
import { suggestValues } from './suggest-values.ts';
import { summarise } from './summarise.ts';

const rule = completeRule(ruleInput.parse({ name: 'x', kind: 'threshold', metric: 'duration.p95', value: 900 }));
const slots = Array.from({ length: 2_016 }, (_, n) => n * 300_000);
const series = Array.from({ length: 20 }, (_, i): RuleSeries => {
  const at = (n: number): Observation => ({ kind: 'value', value: (n * 37 + i * 101) % 1_000, n: 50 });
  const labels = { environment: 'production', queue: `queue ${i}` };
  return { labels, lanes: [i], jobId: null, seen: new Map(slots.map((slot, n) => [slot, at(n)])) };
});

it('says how often, how long and how much would have been told', () => {
  const one = summarise({ ...rule, forMs: 0, keepFiringMs: 0, value: 989 }, series.slice(0, 1), slots);
  const lengths = one.episodes.map(({ fromMs, toMs }) => (toMs ?? slots.at(-1) ?? 0) - fromMs);
  expect(one.episodes.length).toBeGreaterThan(10);
  expect(one.minutesFiring).toBe(lengths.reduce((sum, ms) => sum + ms, 0) / 60_000);
  expect(one.longestMs).toBe(Math.max(...lengths));
  expect(one.thinWindows).toBe(0);
});

it('suggests what little of history passes, with how often it would have fired', () => {
  const found = suggestValues({ ...rule, forMs: 0, keepFiringMs: 0 }, series.slice(0, 1), slots);
  expect(found.map(({ name }) => name)).toEqual(['p95', 'p99', 'p99.9']);
  expect(found.map(({ value }) => value)).toEqual([949, 989, 998]);
  const incidents = found.map((one) => one.incidents);
  expect(incidents).toEqual(incidents.toSorted((a, b) => b - a));
  expect(suggestValues({ ...rule, op: '<' }, series.slice(0, 1), slots)[0]?.value).toBe(49);
  expect(suggestValues(rule, [], slots)).toEqual([]);
});
