import fc from 'fast-check';
import { expect, it } from 'vitest';
import { heatmapOf } from './heatmap.ts';
import { addToSketch, type Sketch } from './sketch.ts';

const sketchOf = (values: readonly number[]): Sketch => {
  const sketch: Sketch = new Map();
  for (const us of values) addToSketch(sketch, us);
  return sketch;
};

it('counts in each cell exactly the values that its band admits', () => {
  const us = fc.oneof(
    fc.integer({ min: 0, max: 2_000 }),
    fc.integer({ min: 0, max: 90_000_000_000 }),
    fc.constant(1024),
  );
  fc.assert(
    fc.property(fc.array(fc.array(us, { maxLength: 30 }), { minLength: 1, maxLength: 5 }), (steps) => {
      const { bands, cells } = heatmapOf(steps.map(sketchOf));
      expect(bands.length).toBeLessThanOrEqual(22);
      for (const [step, band, n] of cells) {
        const { leastMs, belowMs } = bands[band] as (typeof bands)[number];
        expect(steps[step]?.filter((value) => value >= leastMs * 1000 && value < belowMs * 1000)).toHaveLength(n);
      }
      expect(cells.reduce((sum, [, , n]) => sum + n, 0)).toBe(steps.flat().length);
    }),
  );
});

it('has bands that follow each other without a hole', () => {
  const { bands } = heatmapOf([sketchOf([900, 80_000, 5_000_000])]);
  for (const [place, band] of bands.slice(1).entries()) expect(band.leastMs).toBe(bands[place]?.belowMs);
});

it('is empty where nothing was measured', () => {
  expect(heatmapOf([sketchOf([]), sketchOf([])])).toEqual({ bands: [], cells: [] });
});
