import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergePacked } from '#lib/stats/merge-packed.ts';
import { packSketch, unpackSketch } from '#lib/stats/pack-sketch.ts';
import {
  addToSketch,
  bucketIndexOf,
  countOf,
  mergeSketches,
  percentile,
  percentiles,
  type Sketch,
} from '#lib/stats/sketch.ts';

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

const frame = (packed: Buffer | null): Buffer[] => {
  if (packed === null) return [];
  const length = Buffer.alloc(4);
  length.writeUInt32BE(packed.length);
  return [length, packed];
};

test('packed sketches add up as they do unpacked, one call after the other', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(durations, durations), { maxLength: 6 }), (parts) => {
      const deltas = parts.map(([a, b]) => mergeSketches(sketchOf(a), sketchOf(b), -1));
      const frames = Buffer.concat(deltas.flatMap((delta) => frame(packSketch(delta))));
      const sum = deltas.reduce((into, delta) => mergeSketches(into, delta), new Map());
      expect(mergePacked(frames)).toEqual(sum);
      expect([...mergePacked(frames).keys()]).toEqual([...sum.keys()].sort((a, b) => a - b));
    }),
  );
  expect(mergePacked(null)).toEqual(new Map());
});

test('foreign bytes are refused, and leave nothing behind', () => {
  const whole = Buffer.concat(frame(packSketch(sketchOf([1, 5, 100_000]))));
  for (const bytes of [whole.subarray(0, -1), Buffer.concat([whole, Buffer.from([0, 0])])]) {
    expect(() => mergePacked(bytes)).toThrow('histogram');
  }
  const other = Buffer.from(whole);
  other[4] = 9;
  expect(() => mergePacked(other)).toThrow('version 9');
  expect(mergePacked(whole)).toEqual(sketchOf([1, 5, 100_000]));
});

test('percentiles asked for together are those asked for alone', () => {
  fc.assert(
    fc.property(durations, (values) => {
      const sketch = sketchOf(values);
      expect(percentiles(sketch, [0, 50, 95, 99, 100])).toEqual([0, 50, 95, 99, 100].map((p) => percentile(sketch, p)));
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
