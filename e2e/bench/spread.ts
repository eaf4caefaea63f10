/** A figure measured several times. Single figures on a shared machine mean little: the middle and the reach belong together. */
export interface Spread {
  median: number;
  least: number;
  most: number;
  n: number;
}

/** Nearest-rank median, least and most of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return { median: at(Math.ceil(sorted.length / 2) - 1), least: at(0), most: at(sorted.length - 1), n: sorted.length };
}

/** One line of the table that `npm run bench` prints and of `.signalbox/bench.json`. */
export interface Figure {
  what: string;
  unit: string;
  spread: Spread;
  floor?: number;
  aim?: number;
  /** Less is better. */
  isCost?: boolean;
}

/** Nearest rank, `p` in 0 … 1; NaN of nothing. */
export function percentileOf(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}
