// Figures over several queues: counts add up, percentiles do not (they are asked for as a metric).
import type { QueueView } from '#lib/contracts/queue.ts';

export interface Totals {
  finished: number;
  dead: number;
  /** dead / (succeeded + dead); null when nothing ended. */
  deadRate: number | null;
}

export function totalsOf(queues: readonly QueueView[], part: 'window' | 'before'): Totals {
  let succeeded = 0;
  let dead = 0;
  for (const queue of queues) {
    succeeded += queue[part].succeeded;
    dead += queue[part].dead;
  }
  const finished = succeeded + dead;
  return { finished, dead, deadRate: finished === 0 ? null : dead / finished };
}

/** Sum of what is known; null when nothing is. */
export function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value): value is number => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}
