import type { Trust } from '#lib/contracts/trust.ts';

export interface FreshnessFigure {
  /** Age of the oldest reading among fresh sources, to the second; null when none is. */
  ageMs: number | null;
  fresh: number;
  total: number;
}

/** How old what we show is. Sources that are stale are counted, and do not hide how fresh the others are. */
export function freshnessOf(trust: Trust, nowMs: number): FreshnessFigure {
  const read = trust.items.filter((item) => item.freshness.lastReadAt !== null);
  const isFresh = (after: string | null) => after === null || Date.parse(after) >= nowMs;
  const fresh = read.filter((item) => isFresh(item.freshness.staleAfter));
  const ages = fresh.map((item) => Math.max(0, nowMs - Date.parse(item.freshness.lastReadAt ?? '')));
  return {
    ageMs: ages.length === 0 ? null : Math.round(Math.max(...ages) / 100) * 100,
    fresh: fresh.length,
    total: trust.items.length,
  };
}
