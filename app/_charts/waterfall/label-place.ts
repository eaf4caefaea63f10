// Where a row's label stands: behind its bars, between two of them, or before them, whichever has room. Pure.

export interface LabelPlace {
  /** Percent of the lane. */
  fromPercent: number;
  widthPercent: number;
  /** Set against the bar that follows, instead of the one before. */
  isBefore: boolean;
}

/** A character of the label takes about this share of a lane of usual width. */
const percentPerCharacter = 1.1;

/** `bars`: [from, to] in percent, frames left out. */
export function labelPlace(bars: readonly (readonly [number, number])[], characters: number): LabelPlace {
  const sorted = bars.toSorted((a, b) => a[0] - b[0]);
  const end = Math.max(0, ...sorted.map((bar) => bar[1]));
  const start = sorted[0]?.[0] ?? 0;
  const free: LabelPlace[] = [{ fromPercent: end, widthPercent: 100 - end, isBefore: false }];
  let reached = sorted[0]?.[1] ?? 0;
  for (const [from, to] of sorted.slice(1)) {
    if (from > reached) free.push({ fromPercent: reached, widthPercent: from - reached, isBefore: false });
    reached = Math.max(reached, to);
  }
  free.push({ fromPercent: 0, widthPercent: start, isBefore: true });
  const needed = characters * percentPerCharacter;
  const widest = free.reduce((best, one) => (one.widthPercent > best.widthPercent ? one : best));
  return free.find((one) => one.widthPercent >= needed) ?? widest;
}
