import { describe, expect, test } from 'vitest';
import type { MetricAnswer, MetricPoint } from '#lib/contracts/metric.ts';
import { isBlank, partsOf, rangeOf, seriesOf, silentStretches } from './series.ts';

const start = Date.parse('2026-11-24T12:00:00.000Z');
const minute = 60_000;
const iso = (index: number, from = start) => new Date(from + index * minute).toISOString();

function answer(values: [number | null, number][], from = start): MetricAnswer {
  const points: MetricPoint[] = values.map(([value, n], index) => [iso(index, from), value, n]);
  return {
    metric: 'duration.p95',
    unit: 'ms',
    from: iso(0, from),
    to: iso(values.length, from),
    stepMs: minute,
    series: [{ labels: {}, points }],
    isCut: false,
  };
}
const done = start + 100 * minute;
const drawn = (series: ReturnType<typeof seriesOf>, key: string) => series?.rows.map((row) => row[key] ?? null);

describe('lines', () => {
  test('a bucket without a value is a gap and not a zero', () => {
    const series = seriesOf(
      [
        {
          key: 'p',
          answer: answer([
            [5, 30],
            [null, 0],
            [7, 30],
          ]),
          needsValues: true,
        },
      ],
      undefined,
      done,
    );
    expect(drawn(series, 'p_solid')).toEqual([5, null, 7]);
    expect(series?.rows.map((row) => row.cells.p?.isLone)).toEqual([true, false, true]);
  });
  test('points on fewer than 20 values are drawn thin, with the segments that touch them', () => {
    const values: [number, number][] = [
      [1, 30],
      [2, 30],
      [3, 5],
      [4, 30],
      [5, 30],
    ];
    const series = seriesOf([{ key: 'p', answer: answer(values), needsValues: true }], undefined, done);
    expect(drawn(series, 'p_solid')).toEqual([1, 2, null, 4, 5]);
    expect(drawn(series, 'p_thin')).toEqual([null, 2, 3, 4, null]);
  });
  test('counts are sure however small', () => {
    const series = seriesOf(
      [
        {
          key: 'c',
          answer: answer([
            [1, 1],
            [2, 2],
          ]),
          needsValues: false,
        },
      ],
      undefined,
      done,
    );
    expect(drawn(series, 'c_solid')).toEqual([1, 2]);
  });
  test('the last bucket stays open while it is unfinished', () => {
    const lines = [
      {
        key: 'c',
        answer: answer([
          [1, 1],
          [2, 2],
          [1, 1],
        ]),
        needsValues: false,
      },
    ];
    const series = seriesOf(lines, undefined, start + 2.5 * minute);
    expect(series?.isLastOpen).toBe(true);
    expect(drawn(series, 'c_solid')).toEqual([1, 2, null]);
    expect(drawn(series, 'c_open')).toEqual([null, 2, 1]);
    expect(seriesOf(lines, undefined, start + 3 * minute)?.isLastOpen).toBe(false);
  });
  test('the period before lies under the same position', () => {
    const before = answer(
      [
        [10, 30],
        [20, 30],
      ],
      start - 2 * minute,
    );
    const series = seriesOf(
      [
        {
          key: 'c',
          answer: answer([
            [1, 30],
            [2, 30],
          ]),
          needsValues: true,
        },
      ],
      before,
      done,
    );
    expect(series?.rows.map((row) => row.before)).toEqual([10, 20]);
  });
  test('lines of different answers share their rows by time', () => {
    const lines = [
      {
        key: 'a',
        answer: answer([
          [1, 30],
          [2, 30],
        ]),
        needsValues: true,
      },
      {
        key: 'b',
        answer: answer([
          [3, 30],
          [4, 30],
        ]),
        needsValues: true,
      },
    ];
    expect(seriesOf(lines, undefined, done)?.rows).toHaveLength(2);
    expect(seriesOf([{ key: 'a', answer: undefined, needsValues: true }], undefined, done)).toBeNull();
  });
});

test('the range counts every line and leaves zero out of its low end', () => {
  const series = seriesOf(
    [
      {
        key: 'c',
        answer: answer([
          [0, 30],
          [5, 30],
          [90, 30],
        ]),
        needsValues: true,
      },
    ],
    undefined,
    done,
  );
  expect(series && rangeOf(series)).toEqual({ low: 5, high: 90 });
  const nothing = seriesOf([{ key: 'c', answer: answer([[null, 0]]), needsValues: true }], undefined, done);
  expect(nothing && rangeOf(nothing)).toBeNull();
});

test('counts of zero are nothing to draw, readings and rates of zero are something', () => {
  const zero = { low: 0, high: 0 };
  expect(isBlank(zero, { needsValues: false })).toBe(true);
  expect(isBlank(zero, { needsValues: false, isGauge: true })).toBe(false);
  expect(isBlank(zero, { needsValues: true })).toBe(false);
  expect(isBlank({ high: 1 }, { needsValues: false })).toBe(false);
  expect(isBlank(null, { needsValues: true })).toBe(true);
});

test('a silent stretch is two buckets or more between readings', () => {
  const values: [number | null, number][] = [
    [1, 1],
    [null, 0],
    [1, 1],
    [null, 0],
    [null, 0],
    [2, 1],
    [null, 0],
  ];
  const series = seriesOf([{ key: 'c', answer: answer(values), needsValues: false }], undefined, done);
  expect(series && silentStretches(series)).toEqual([{ fromMs: start + 2 * minute, toMs: start + 5 * minute }]);
});

test('of a line only the parts that have points are drawn', () => {
  const series = (values: [number | null, number][], nowMs = done) =>
    seriesOf([{ key: 'p', answer: answer(values), needsValues: true }], undefined, nowMs) as NonNullable<
      ReturnType<typeof seriesOf>
    >;
  const steady: [number, number][] = [
    [10, 50],
    [11, 50],
    [12, 50],
  ];
  expect(partsOf(series(steady), 'p')).toEqual({ hasThin: false, hasOpen: false, hasLone: false });
  expect(partsOf(series([...steady, [13, 3]]), 'p')).toMatchObject({ hasThin: true });
  expect(partsOf(series(steady, start + 2.5 * minute), 'p')).toMatchObject({ hasOpen: true });
  expect(
    partsOf(
      series([
        [10, 50],
        [null, 0],
        [12, 50],
      ]),
      'p',
    ),
  ).toMatchObject({ hasLone: true });
});
