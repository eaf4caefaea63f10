// Percentiles of several queues cannot be put together, but each queue's own is exact for the window: the slowest one is told.
import type { QueueView } from '#lib/contracts/queue.ts';

const fewValues = 20;

export interface Slowest {
  name: string;
  p95Ms: number;
  /** The same queue's figure in the period before. */
  beforeMs: number | null;
}

/** The queue with the largest 95th percentile among those with at least 20 values, else among all; null when none has one. */
export function slowestOf(queues: readonly QueueView[], part: 'durationMs' | 'waitMs'): Slowest | null {
  const known = queues.filter((queue) => queue.window[part].p95 !== null);
  const sure = known.filter((queue) => queue.window[part].n >= fewValues);
  let slowest: Slowest | null = null;
  for (const queue of sure.length > 0 ? sure : known) {
    const p95Ms = queue.window[part].p95 ?? 0;
    if (slowest === null || p95Ms > slowest.p95Ms)
      slowest = { name: queue.name, p95Ms, beforeMs: queue.before[part].p95 };
  }
  return slowest;
}
