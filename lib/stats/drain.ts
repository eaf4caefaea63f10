// When will the backlog be gone? From what waits, and how fast work came and went lately. With a range, or honestly not.
import type { Drain } from '#lib/contracts/queue.ts';

export interface DrainInput {
  /** Runs that wait now (queued and retrying); null = not known. */
  waiting: number | null;
  /** Runs that came and that were finished in the last `spanMs`. */
  arrived: number;
  served: number;
  spanMs: number;
}

/** 95 % of a Poisson count lies within 1.96 standard deviations, √n each, of the count. */
const spread = (n: number): number => 1.96 * Math.sqrt(n);
const silent = (verdict: Drain['verdict']): Drain => ({ seconds: null, low: null, high: null, verdict });

/**
 * waiting ÷ (served − arrived) per second. The range puts both counts at the ends of their 95 % interval; `high` is null
 * when the slow end never drains. Below ten finished runs no forecast is made, only a verdict.
 */
export function drainOf({ waiting, arrived, served, spanMs }: DrainInput): Drain {
  if (waiting === null) return silent('unknown');
  if (waiting === 0) return { seconds: 0, low: 0, high: 0, verdict: 'empty' };
  if (served === 0) return silent('stalled');
  const net = served - arrived;
  const noise = spread(served + arrived);
  if (Math.abs(net) <= noise / 2 && net <= 0) return silent('steady');
  if (net <= 0) return silent('growing');
  if (served < 10) return silent('unknown');
  const seconds = (counts: number): number => (waiting / counts) * (spanMs / 1000);
  const slow = net - noise;
  return {
    seconds: seconds(net),
    low: seconds(net + noise),
    high: slow > 0 ? seconds(slow) : null,
    verdict: 'draining',
  };
}
