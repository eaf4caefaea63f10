// Which due times have come since those that are known. Pure; all times in ms.
import { dueTimes, type Rhythm } from './rhythm.ts';
import { earlyMs } from './slot.ts';

export interface Since {
  rhythm: Rhythm;
  /** The latest due time that is known already, else when the rhythm began. */
  knownMs: number;
  /** `knownMs` is a due time, and not only a beginning. */
  isDueTime: boolean;
  nowMs: number;
  /** Starts of runs: what a moving interval goes on from. */
  startsMs: readonly number[];
}

/** More due times than these at once are not caught up with: nobody was there to see. */
export const mostDues = 120;

/** Due times after `knownMs` up to now, in order: of many, the latest. */
export function newDues(since: Since): number[] {
  const { rhythm, knownMs, nowMs } = since;
  if (rhythm.everyMs !== null && rhythm.anchorMs === null) return movingDues(rhythm.everyMs, since).slice(-mostDues);
  const found = dueTimes(rhythm, knownMs, nowMs, mostDues + 1);
  if (found.length <= mostDues) return found;
  // Far behind: begin again about so many intervals ago.
  const span = (found[1] as number) - (found[0] as number);
  return dueTimes(rhythm, Math.max(knownMs, nowMs - mostDues * span), nowMs, mostDues);
}

/**
 * An interval that counts from the last start. Each run is for the due time it follows, or, when it comes early, makes one of its own; after a
 * due time without a run the next one counts from there.
 */
function movingDues(everyMs: number, { knownMs, isDueTime, nowMs, startsMs }: Since): number[] {
  const starts = [...startsMs].filter((at) => at > knownMs && at <= nowMs).sort((a, b) => a - b);
  const dues: number[] = [];
  const early = earlyMs(everyMs);
  let base = Math.max(knownMs, nowMs - mostDues * everyMs);
  while (starts[0] !== undefined && starts[0] <= base) base = starts.shift() as number;
  // The first to begin is for the due time that is known, unless one has begun for it already.
  const isKept = !isDueTime || startsMs.some((at) => at >= knownMs - early && at <= knownMs);
  if (!isKept && starts[0] !== undefined && starts[0] < base + everyMs - early) base = starts.shift() as number;
  for (;;) {
    const due = base + everyMs;
    const start = starts[0];
    if (start !== undefined && start < due - early) {
      dues.push(start);
      base = start;
    } else if (due > nowMs) return dues;
    else {
      dues.push(due);
      // One that begins before the next due time is for this one, and what follows counts from it.
      base = start !== undefined && start < due + everyMs - early ? start : due;
    }
    // Begun again at once is no due time of its own.
    while (starts[0] !== undefined && starts[0] <= base + early) starts.shift();
  }
}
