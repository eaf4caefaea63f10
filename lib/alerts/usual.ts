// What is usual: the middle of some values, and how far they lie from it. Robust: one odd week moves neither. Pure.

export interface Usual {
  median: number;
  /** How far values commonly lie from it; never 0. */
  spread: number;
}

/** Makes the median absolute deviation of a normal distribution its standard deviation. */
const madScale = 1.4826;
/** Values that were all but equal still vary by this share of their size. */
const leastShare = 0.1;

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** `least`: what chance alone makes of the difference of two values of that size. `values` must not be empty. */
export function usualOf(values: readonly number[], least: (median: number) => number): Usual {
  const median = medianOf(values);
  const deviation = madScale * medianOf(values.map((value) => Math.abs(value - median)));
  return { median, spread: Math.max(deviation, leastShare * Math.abs(median), least(median)) };
}
