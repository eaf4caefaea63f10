import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placesInSight } from './use-rows-in-sight.ts';

const sight = { count: 10_000, rowHeight: 28, height: 644 };

test('the first rows are there before anything was scrolled', () => {
  expect(placesInSight(sight, 0)).toEqual([0, 43]);
  expect(placesInSight({ ...sight, count: 3 }, 0)).toEqual([0, 3]);
  expect(placesInSight({ ...sight, count: 0 }, 0)).toEqual([0, 0]);
});

test('a small turn of the wheel draws nothing', () => {
  expect(placesInSight(sight, 28 * 3)).toEqual(placesInSight(sight, 0));
});

test('what is in sight is always there, and never many more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 * 28 - 644 }), (top) => {
      const [from, to] = placesInSight(sight, top);
      expect(from).toBeLessThanOrEqual(Math.floor(top / 28));
      expect(to).toBeGreaterThanOrEqual(Math.min(sight.count, Math.ceil((top + 644) / 28)));
      expect(to - from).toBeLessThanOrEqual(60);
    }),
  );
});
