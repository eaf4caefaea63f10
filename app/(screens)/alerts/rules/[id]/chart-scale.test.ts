import { expect, it } from 'vitest';
import { highOf, scaleFor, shadesOf } from './chart-scale.ts';

const preview = (values: (number | null)[]) => ({
  series: [{ labels: {}, points: values.map((value): [string, number | null, number] => ['', value, 1]) }],
});

it('reaches above everything that is to be seen, and ends in a round number', () => {
  expect(scaleFor(highOf(preview([310, null, 12])), 200).most).toBe(400);
  expect(scaleFor(highOf(preview([0.01])), 0.05).most).toBeCloseTo(0.08);
  expect(scaleFor(highOf(preview([])), 0).most).toBe(1);
});

it('is not stretched by an outlier', () => {
  expect(scaleFor(highOf(preview([...Array.from({ length: 99 }, () => 10), 9_000])), 8).most).toBe(10);
});

it('moves the threshold in hundredths of the scale, never below zero', () => {
  const { round, step } = scaleFor(highOf(preview([800])), 500);
  expect(step).toBe(8);
  expect(round(501)).toBe(504);
  expect(round(-3)).toBe(0);
});

it('shades as one what lies closer together than can be seen', () => {
  const stretches = [
    { from: 10, to: 11 },
    { from: 0, to: 4 },
    { from: 12, to: 20 },
    { from: 30, to: 30 },
  ];
  expect(shadesOf(stretches, 2)).toEqual([
    { from: 0, to: 4 },
    { from: 10, to: 20 },
    { from: 30, to: 32 },
  ]);
});
