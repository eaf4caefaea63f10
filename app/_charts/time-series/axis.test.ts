import { describe, expect, test } from 'vitest';
import { roundTop, timeTicks, valueAxis } from './axis.ts';

describe('value axes', () => {
  test.each([
    [3, 'count', 4],
    [1, 'count', 2],
    [0, 'count', 2],
    [41, 'count', 50],
    [812, 'ms', 1000],
    [5_200, 'ms', 6_000],
    [95_000, 'ms', 120_000],
    [0.0031, 'ratio', 0.01],
    [1, 'ratio', 1],
  ] as const)('%d %s ends at %d', (high, unit, top) => {
    expect(roundTop(high, unit)).toBe(top);
  });
  test('there are three grid lines from zero', () => {
    expect(valueAxis({ low: 300, high: 900 }, 'ms')).toEqual({
      isLog: false,
      ticks: [0, 500, 1000],
      domain: [0, 1000],
    });
    expect(valueAxis(null, 'count').ticks).toEqual([0, 1, 2]);
  });
  test('a wide range of latencies turns logarithmic, at moments that people read', () => {
    const axis = valueAxis({ low: 3, high: 41_000 }, 'ms');
    expect(axis).toEqual({ isLog: true, ticks: [1, 100, 10_000], domain: [1, 60_000] });
    expect(valueAxis({ low: 900, high: 500_000 }, 'ms').ticks).toEqual([100, 1_000, 10_000, 60_000, 600_000]);
    expect(valueAxis({ low: 1, high: 90_000 }, 'ms', true).isLog).toBe(false);
  });
  test('counts never turn logarithmic', () => {
    expect(valueAxis({ low: 1, high: 90_000 }, 'count').isLog).toBe(false);
  });
});

describe('time axes', () => {
  const from = Date.parse('2026-11-24T12:07:00.000Z');
  test('moments are round and few', () => {
    const { ticks, stepMs } = timeTicks(from, from + 86_400_000, 6, 0);
    expect(stepMs).toBe(4 * 3_600_000);
    expect(ticks[0]).toBe(Date.parse('2026-11-24T16:00:00.000Z'));
    expect(ticks).toHaveLength(6);
  });
  test('days start at midnight of the zone', () => {
    const { ticks } = timeTicks(from, from + 7 * 86_400_000, 7, 3_600_000);
    expect(new Date(ticks[0] ?? 0).toISOString()).toBe('2026-11-24T23:00:00.000Z');
  });
});
