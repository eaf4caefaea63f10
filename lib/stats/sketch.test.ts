import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packSketch, unpackSketch } from '#lib/stats/pack-sketch.ts';
import { addToSketch, bucketIndexOf, countOf, mergeSketches, percentile, type Sketch } from '#lib/stats/sketch.ts';

const duration = fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 2 ** 45 }));
const durations = fc.array(duration, { minLength: 1, maxLength: 200 });

function sketchOf(values: readonly number[]): Sketch {
  const sketch: Sketch = new Map();
  for (const value of values) addToSketch(sketch, value);
  return sketch;
}

test('a percentile is within 1.1 % of the nearest rank of the exact values', () => {
  fc.assert(
    fc.property(durations, fc.constantFrom(0, 1, 50, 90, 95, 99, 99.9, 100), (values, p) => {
      const exact = [...values].sort((a, b) => a - b)[Math.max(1, Math.ceil((p / 100) * values.length)) - 1] as number;
      const estimate = percentile(sketchOf(values), p) as number;
      expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(exact * 0.011);
    }),
    { numRuns: 2000 },
  );
});

test('bucket bounds are those of the exponential histogram at scale 5', () => {
  for (let power = 1; power <= 40; power++) {
    const exact = 2 ** power;
    expect(bucketIndexOf(exact)).toBe(power * 32 - 1);
    expect(bucketIndexOf(exact * 1.0001)).toBe(power * 32);
  }
  expect(bucketIndexOf(1)).toBe(-1);
  expect(bucketIndexOf(0)).toBe(bucketIndexOf(-5));
});

test('merging is adding, and subtracting what was added leaves the rest', () => {
  fc.assert(
    fc.property(durations, durations, (a, b) => {
      const both = mergeSketches(sketchOf(a), sketchOf(b));
      expect(both).toEqual(sketchOf([...a, ...b]));
      expect(mergeSketches(both, sketchOf(b), -1)).toEqual(sketchOf(a));
    }),
  );
});

test('packing is the identity, also for negative counts', () => {
  fc.assert(
    fc.property(durations, durations, (a, b) => {
      const delta = mergeSketches(sketchOf(a), sketchOf(b), -1);
      const packed = packSketch(delta);
      expect(packed === null).toBe(delta.size === 0);
      expect(unpackSketch(packed)).toEqual(delta);
    }),
  );
});

test('a thousand durations between 1 ms and 10 s take less than 900 bytes', () => {
  const values = Array.from({ length: 1000 }, (_, i) => 1000 * 10 ** ((4 * i) / 1000));
  expect(packSketch(sketchOf(values))?.length).toBeLessThan(900);
});

test('nothing has no percentile', () => {
  expect(percentile(new Map(), 50)).toBeNull();
  expect(countOf(new Map())).toBe(0);
});
