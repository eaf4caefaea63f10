// The figures of a window from rollup rows: sums, rates and nearest-rank percentiles.
import { countOf, mergeSketches, percentiles, type Sketch } from '#lib/stats/sketch.ts';

/** What sketches there are: of attempts' durations, of waits in the queue, and from enqueued to finished. */
export type Histogram = 'duration' | 'wait' | 'total';
/** Those that `figuresOf` looks at. */
export const ofFigures: readonly Histogram[] = ['duration', 'wait'];

/** Sums of rollup rows; sketches in microseconds. */
export interface Sums {
  enqueued: number;
  started: number;
  succeeded: number;
  dead: number;
  cancelled: number;
  discarded: number;
  vanished: number;
  failedAttempts: number;
  succeededAttempts: number;
  retried: number;
  durationN: number;
  durationSumUs: number;
  waitN: number;
  waitSumUs: number;
  durationHist: Sketch;
  waitHist: Sketch;
  totalHist: Sketch;
}

const counters = [
  'enqueued',
  'started',
  'succeeded',
  'dead',
  'cancelled',
  'discarded',
  'vanished',
  'failedAttempts',
  'succeededAttempts',
  'retried',
  'durationN',
  'durationSumUs',
  'waitN',
  'waitSumUs',
] as const;

export function noSums(): Sums {
  return {
    enqueued: 0,
    started: 0,
    succeeded: 0,
    dead: 0,
    cancelled: 0,
    discarded: 0,
    vanished: 0,
    failedAttempts: 0,
    succeededAttempts: 0,
    retried: 0,
    durationN: 0,
    durationSumUs: 0,
    waitN: 0,
    waitSumUs: 0,
    durationHist: new Map(),
    waitHist: new Map(),
    totalHist: new Map(),
  };
}

/** Adds `from` (times `sign`) into `into` and returns it. */
export function addSums(into: Sums, from: Sums, sign: 1 | -1 = 1): Sums {
  for (const counter of counters) into[counter] += sign * from[counter];
  mergeSketches(into.durationHist, from.durationHist, sign);
  mergeSketches(into.waitHist, from.waitHist, sign);
  mergeSketches(into.totalHist, from.totalHist, sign);
  return into;
}

/** part / (part + rest); null when both are nothing. */
export function rateOf(part: number, rest: number): number | null {
  return part + rest > 0 ? part / (part + rest) : null;
}

const ms = (us: number | null): number | null => (us === null ? null : us / 1000);

/** Percentiles in ms of a sketch in microseconds. `max` is the value of the highest bucket: within 1.1 % of the truth. */
export function percentilesOf(sketch: Sketch): {
  p50: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
  n: number;
} {
  const [p50, p95, p99, max] = percentiles(sketch, [50, 95, 99, 100]).map(ms);
  return {
    p50: p50 ?? null,
    p95: p95 ?? null,
    p99: p99 ?? null,
    max: max ?? null,
    n: Math.max(0, countOf(sketch)),
  };
}

/** The contract's window figures; `deadGrowth` is measured elsewhere. */
export function figuresOf(sums: Sums, window: { fromMs: number; toMs: number }, deadGrowth: number | null) {
  return {
    from: new Date(window.fromMs).toISOString(),
    to: new Date(window.toMs).toISOString(),
    enqueued: sums.enqueued,
    started: sums.started,
    succeeded: sums.succeeded,
    dead: sums.dead,
    failedAttempts: sums.failedAttempts,
    retried: sums.retried,
    runFailureRate: rateOf(sums.dead, sums.succeeded),
    attemptFailureRate: rateOf(sums.failedAttempts, sums.succeededAttempts),
    durationMs: percentilesOf(sums.durationHist),
    waitMs: percentilesOf(sums.waitHist),
    deadGrowth,
  };
}
