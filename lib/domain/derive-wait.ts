// Time in queue: from when a run could have been taken to when it first was. Trusted only between moments of one clock.
import type { Fidelity, Micros } from '#lib/domain/evidence.ts';
import { compareMoments, isOneClock, type Moment, weaker } from '#lib/domain/witness.ts';

export interface Enqueueing {
  enqueuedAt: Micros | null;
  fidelity: Fidelity;
  /** What is known of the enqueueing cannot be more certain than this. */
  ceiling: Fidelity;
  dueAt: Micros | null;
  /** The enqueueing by each clock that tells it. */
  moments: readonly Moment[];
}

export interface Wait {
  us: number | null;
  isSkewed: boolean;
  fidelity: Fidelity;
}

const unknown: Wait = { us: null, isSkewed: false, fidelity: 'unknown' };

/** first start − max(enqueuedAt, dueAt), never negative; by two clocks only where no one clock has both, and then marked. */
export function deriveWait({ moments, ceiling, dueAt }: Enqueueing, starts: readonly Moment[]): Wait {
  const bestStart = bestOf(starts);
  if (!bestStart) return unknown;
  const bestEnqueued = bestOf(moments);
  if (!bestEnqueued) {
    // A schedule's run: it was due, whoever enqueued it.
    return dueAt === null ? unknown : { us: Math.max(0, bestStart.at - dueAt), isSkewed: false, fidelity: 'inferred' };
  }
  let first: Moment | null = null;
  let last: Moment | null = null;
  for (const start of starts) {
    for (const enqueued of moments) {
      if (!isOneClock(start.item, enqueued.item)) continue;
      if (first && last && (compareMoments(start, last) || compareMoments(enqueued, first)) >= 0) continue;
      first = enqueued;
      last = start;
    }
  }
  const due = dueAt ?? 0;
  if (!first || !last) {
    return { us: Math.max(0, bestStart.at - Math.max(bestEnqueued.at, due)), isSkewed: true, fidelity: 'inferred' };
  }
  const fidelity = weaker(weaker(last.item.fidelity, first.item.fidelity), weaker(ceiling, 'derived'));
  return { us: Math.max(0, last.at - Math.max(first.at, due)), isSkewed: false, fidelity };
}

function bestOf(moments: readonly Moment[]): Moment | null {
  let best: Moment | null = null;
  for (const moment of moments) if (best === null || compareMoments(moment, best) < 0) best = moment;
  return best;
}
