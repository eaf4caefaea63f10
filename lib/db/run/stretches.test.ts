import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stretchesBack } from './stretches.ts';

const day = 24 * 3_600_000;

test('stretches cover a window without gap or overlap, the latest first, and grow', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: 400 * day }), (fromMs, length) => {
      const stretches = [...stretchesBack({ fromMs, toMs: fromMs + length })];
      let end = fromMs + length;
      for (const stretch of stretches) {
        expect(stretch.toMs).toBe(end);
        end = stretch.fromMs;
      }
      expect(end).toBe(fromMs);
      expect(stretches.length).toBeLessThanOrEqual(10);
    }),
  );
});

test('a month is five of them, a day is one', () => {
  const lengths = (length: number) =>
    [...stretchesBack({ fromMs: 0, toMs: length })].map(({ fromMs, toMs }) => (toMs - fromMs) / day);
  expect(lengths(30 * day)).toEqual([1, 2, 4, 8, 15]);
  expect(lengths(day)).toEqual([1]);
});
