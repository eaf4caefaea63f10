// Stretches of time in which somebody could have heard of a run. Outside of them silence proves nothing. Pure; times in ms.

export interface Stretch {
  fromMs: number;
  toMs: number;
}

/** Shorter holes do not count: whoever found the door closed for a moment tries again. */
export const holeMs = 15_000;

/** Stretches in order, those that touch, or nearly do, as one. */
export function joinStretches(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  for (const { fromMs, toMs } of [...stretches].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = joined.at(-1);
    if (last && fromMs - last.toMs <= holeMs) last.toMs = Math.max(last.toMs, toMs);
    else joined.push({ fromMs, toMs });
  }
  return joined;
}

/** Whether all of `fromMs` … `toMs` lies in one stretch of `joined`. */
export function isWatched(joined: readonly Stretch[], fromMs: number, toMs: number): boolean {
  return joined.some((one) => one.fromMs <= fromMs && toMs <= one.toMs);
}

/** Up to when is watched of what is watched last; null = nothing ever was. */
export const watchedUntil = (joined: readonly Stretch[]): number | null => joined.at(-1)?.toMs ?? null;
