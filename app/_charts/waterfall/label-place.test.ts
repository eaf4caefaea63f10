import { expect, test } from 'vitest';
import { labelPlace } from './label-place.ts';

test('a label stands behind its bars where it fits, else between them, else before them', () => {
  expect(labelPlace([[10, 20]], 20)).toEqual({ fromPercent: 20, widthPercent: 80, isBefore: false });
  expect(
    labelPlace(
      [
        [5, 7],
        [94, 100],
      ],
      30,
    ),
  ).toEqual({ fromPercent: 7, widthPercent: 87, isBefore: false });
  expect(labelPlace([[90, 100]], 30)).toEqual({ fromPercent: 0, widthPercent: 90, isBefore: true });
});

test('where nothing fits, the widest place is taken', () => {
  expect(labelPlace([[10, 95]], 40)).toEqual({ fromPercent: 0, widthPercent: 10, isBefore: true });
  expect(labelPlace([], 10)).toEqual({ fromPercent: 0, widthPercent: 100, isBefore: false });
});
