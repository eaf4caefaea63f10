import type { MetricAnswer } from '#lib/contracts/metric.ts';

/** The value of a series asked for with one step over the whole window; of several, the one that rests on most values. */
export function wholeOf(answer: MetricAnswer | undefined): number | null {
  let best: [value: number | null, n: number] = [null, -1];
  for (const [, value, n] of answer?.series[0]?.points ?? []) if (value !== null && n > best[1]) best = [value, n];
  return best[0];
}
