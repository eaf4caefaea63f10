// A window cut into stretches of ready-made buckets: days or hours inside, finer grains at its edges, so that counts are exact
// to the finest grain still kept while few rows are read.

export type Grain = 60 | 300 | 3600 | 86400;
const grains: readonly Grain[] = [60, 300, 3600, 86400];
const hour = 3_600_000;
/** How long each grain is kept; ARCHITECTURE.md, "Data". */
export const keptMs: Readonly<Record<Grain, number>> = {
  60: 48 * hour,
  300: 14 * 24 * hour,
  3600: 90 * 24 * hour,
  86400: 400 * 24 * hour,
};

/** Buckets of `grain` seconds with `fromMs` ≤ bucket < `toMs`. */
export interface Segment {
  grain: Grain;
  fromMs: number;
  toMs: number;
}

/** Grains that can answer from `fromMs` on. Jobs have no minutes. An hour of slack: the keeper drops late, never early. */
export function keptGrains(fromMs: number, nowMs: number, isPerJob: boolean): Grain[] {
  const kept = grains.filter((grain) => fromMs >= nowMs - keptMs[grain] && !(isPerJob && grain === 60));
  return kept.length > 0 ? kept : [86400];
}

/**
 * The segments of a window, oldest first; they do not overlap. The window is widened to whole buckets of the finest grain
 * that is kept for its start, which the first and last segment tell.
 */
export function segmentsOf(fromMs: number, toMs: number, nowMs: number, isPerJob: boolean): Segment[] {
  const kept = keptGrains(fromMs, nowMs, isPerJob);
  const finest = (kept[0] as Grain) * 1000;
  const start = Math.floor(fromMs / finest) * finest;
  const end = Math.ceil(toMs / finest) * finest;
  return cut(start, end, kept);
}

function cut(fromMs: number, toMs: number, kept: readonly Grain[]): Segment[] {
  if (fromMs >= toMs) return [];
  const grain = kept.at(-1) as Grain;
  const finer = kept.slice(0, -1);
  if (finer.length === 0) return [{ grain, fromMs, toMs }];
  const width = grain * 1000;
  const innerFrom = Math.ceil(fromMs / width) * width;
  const innerTo = Math.floor(toMs / width) * width;
  if (innerFrom >= innerTo) return cut(fromMs, toMs, finer);
  return [...cut(fromMs, innerFrom, finer), { grain, fromMs: innerFrom, toMs: innerTo }, ...cut(innerTo, toMs, finer)];
}

const steps = [60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86_400, 7 * 86_400].map((s) => s * 1000);
/** A chart reads best, and stays cheap, below this many points. */
export const maxPoints = 300;

/** The step asked for, or the least that keeps a series below `maxPoints`, made a multiple of a grain that is kept. */
export function stepFor(
  fromMs: number,
  toMs: number,
  nowMs: number,
  isPerJob: boolean,
  wantedMs?: number,
): { stepMs: number; grain: Grain } {
  const kept = keptGrains(fromMs, nowMs, isPerJob);
  const span = toMs - fromMs;
  const least = steps.find((step) => span / step <= maxPoints) ?? (steps.at(-1) as number);
  const finest = (kept[0] as Grain) * 1000;
  const wanted = Math.max(wantedMs ?? least, finest, Math.ceil(span / 2000));
  const stepMs = Math.ceil(wanted / finest) * finest;
  const grain = kept.findLast((candidate) => stepMs % (candidate * 1000) === 0) ?? (kept[0] as Grain);
  return { stepMs, grain };
}
