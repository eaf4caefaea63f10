// Who is believed when several witnesses state one thing: reported before derived before inferred, a backend's clock before a
// worker's before ours, then the least id. A total order, so that ties are decided alike everywhere.
import type { AtClock, Evidence, Fidelity, Micros } from '#lib/domain/evidence.ts';
import { compareText } from '#lib/domain/unite-evidence.ts';

const fidelityRank: Record<Fidelity, number> = { reported: 0, derived: 1, inferred: 2, unknown: 3 };
const clockRank: Record<AtClock, number> = { backend: 0, worker: 1, us: 2 };

/** Negative when `a` is the better witness. */
export function compareWitness(a: Evidence, b: Evidence): number {
  return (
    fidelityRank[a.fidelity] - fidelityRank[b.fidelity] ||
    clockRank[a.atClock] - clockRank[b.atClock] ||
    compareText(a.id, b.id)
  );
}

/**
 * As `compareWitness`, but of two equally good witnesses the earlier moment counts: what happens once is told again later (a
 * retry is published like a new job).
 */
export function compareMoments(a: Moment, b: Moment): number {
  return (
    fidelityRank[a.item.fidelity] - fidelityRank[b.item.fidelity] ||
    clockRank[a.item.atClock] - clockRank[b.item.atClock] ||
    a.at - b.at ||
    compareText(a.item.id, b.item.id)
  );
}

/** What the best-ranked item says for which `read` knows something. */
export function bestValue<T>(items: readonly Evidence[], read: (item: Evidence) => T | undefined): T | null {
  let best: Evidence | null = null;
  let said: T | null = null;
  for (const item of items) {
    const value = read(item);
    if (value === undefined || (best !== null && compareWitness(item, best) >= 0)) continue;
    best = item;
    said = value;
  }
  return said;
}

/** The less certain of two. */
export const weaker = (a: Fidelity, b: Fidelity): Fidelity => (fidelityRank[a] >= fidelityRank[b] ? a : b);
/** The more certain of two. */
export const stronger = (a: Fidelity, b: Fidelity): Fidelity => (fidelityRank[a] <= fidelityRank[b] ? a : b);
export const isMoreCertain = (a: Fidelity, b: Fidelity): boolean => fidelityRank[a] < fidelityRank[b];

/** A moment with what is needed to compare it with another. */
export interface Moment {
  at: Micros;
  item: Evidence;
}

/**
 * Moments of one clock may be subtracted. A backend has one, we have one; each reporting program has its own: a span that names no worker is
 * told apart by its program only, the best that is known.
 */
export const isOneClock = (a: Evidence, b: Evidence): boolean =>
  a.atClock === b.atClock && (a.atClock !== 'worker' || a.source === b.source);

export const momentOf = (item: Evidence, at: Micros = item.at): Moment => ({ at, item });

/** Clocks of well-kept hosts differ by less than this. */
export const skewUs = 5_000_000;

/** Whether `a` comes after some moment of `b`, which may be known by several clocks: by a common clock if there is one, else by a margin. */
export function isAfter(a: Moment, b: readonly Moment[], isStrict = true): boolean {
  let common: number | null = null;
  let any: number | null = null;
  for (const moment of b) {
    if (isOneClock(moment.item, a.item) && (common === null || moment.at < common)) common = moment.at;
    if (any === null || moment.at < any) any = moment.at;
  }
  if (common !== null) return isStrict ? a.at > common : a.at >= common;
  return any === null || a.at > any + skewUs;
}
