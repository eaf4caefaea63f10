// Sketches side by side as bands of values: pure. Bands end where the sketch's buckets end, so that a cell counts exactly the runs it opens.
import type { HeatmapBand } from '#lib/contracts/heatmap.ts';
import type { Sketch } from './sketch.ts';

const perDoubling = 32;
/** How many buckets make a band: from four bands a doubling to one band in eight doublings. */
const widths = [8, 16, 32, 64, 128, 256] as const;
const maxBands = 22;

/** The least whole microsecond above the lower bound of bucket `index`. */
const leastUs = (index: number): number => (index < 0 ? 0 : Math.floor(2 ** (index / perDoubling)) + 1);

/** `sketches` by step, in microseconds, each a total in which no count is negative. */
export function heatmapOf(sketches: readonly Sketch[]): { bands: HeatmapBand[]; cells: [number, number, number][] } {
  const indexes = sketches.flatMap((sketch) => [...sketch.keys()]);
  if (indexes.length === 0) return { bands: [], cells: [] };
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const index of indexes) {
    low = Math.min(low, index);
    high = Math.max(high, index);
  }
  const bandAt = (index: number, width: number) => Math.max(0, Math.floor(index / width));
  const width = widths.find((one) => bandAt(high, one) - bandAt(low, one) < maxBands) ?? 256;
  const first = bandAt(low, width);
  const bands: HeatmapBand[] = [];
  for (let band = first; band <= bandAt(high, width); band++) {
    const least = band === 0 ? 0 : leastUs(band * width);
    bands.push({ leastMs: least / 1000, belowMs: leastUs((band + 1) * width) / 1000 });
  }
  const cells = sketches.flatMap((sketch, step) => {
    const counts = new Map<number, number>();
    for (const [index, n] of sketch) {
      const band = bandAt(index, width) - first;
      counts.set(band, (counts.get(band) ?? 0) + n);
    }
    return [...counts].sort((a, b) => a[0] - b[0]).map(([band, n]): [number, number, number] => [step, band, n]);
  });
  return { bands, cells };
}
