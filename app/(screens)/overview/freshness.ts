import type { Trust } from '#lib/contracts/trust.ts';

export interface FreshnessFigure {
  /** Age of the oldest reading among fresh sources; null when none is. */
  ageMs: number | null;
  fresh: number;
  total: number;
}

/** How old what we show is. Sources that are stale are counted, and do not hide how fresh the others are. */
export function freshnessOf(trust: Trust, nowMs: number): FreshnessFigure {
  const known = trust.items.filter((item) => item.freshness.lastReadAt !== null);
  const isFresh = (after: string | null) => after === null || Date.parse(after) >= nowMs;
  const fresh = known.filter((item) => isFresh(item.freshness.staleAfter));
  // a service that sends its own telemetry is silent when nothing happens: only what is read on a beat tells how old we are
  const read = fresh.filter((item) => item.freshness.staleAfter !== null);
  const ages = (read.length > 0 ? read : fresh).map((item) =>
    Math.max(0, nowMs - Date.parse(item.freshness.lastReadAt ?? '')),
  );
  return {
    ageMs: ages.length === 0 ? null : Math.round(Math.max(...ages) / 100) * 100,
    fresh: fresh.length,
    // who only ever sent what was refused is no source of ours
    total: trust.items.filter((item) => item.kind !== 'told' || item.freshness.lastReadAt !== null).length,
  };
}
