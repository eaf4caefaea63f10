// Stretches of a journey that nothing fills, named by what lies on either side of them. Pure.
import type { CriticalPath } from '#app/_charts/waterfall/critical-path.ts';
import type { WaterfallRow } from '#app/_charts/waterfall/series.ts';
import type { GapView } from '#lib/contracts/trust.ts';

export interface NamedSilence {
  fromMs: number;
  toMs: number;
  /** Null at the very start or end. */
  before: string | null;
  after: string | null;
  /** A gap of a source that may have hidden something in it. */
  gap: GapView | null;
}

/** Shorter ones than this share of the whole are not worth a word. */
const leastShare = 0.02;

/** The longest first, at most ten. */
export function namedSilences(
  path: CriticalPath,
  rows: readonly WaterfallRow[],
  gaps: readonly GapView[],
  lengthMs: number,
): NamedSilence[] {
  const names = new Map(rows.map((row) => [row.id, row.place ? `${row.name} (${row.place})` : row.name]));
  return path.silences
    .filter(({ fromMs, toMs }) => toMs - fromMs >= lengthMs * leastShare)
    .map(({ fromMs, toMs, beforeId, afterId }) => ({
      fromMs,
      toMs,
      before: names.get(beforeId) ?? null,
      after: names.get(afterId) ?? null,
      gap: gaps.find((gap) => Date.parse(gap.from) < toMs && Date.parse(gap.to) > fromMs) ?? null,
    }))
    .sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs))
    .slice(0, 10);
}
