import { describe, expect, test } from 'vitest';
import { countDifference, pointDifference, relativeDifference } from './difference.ts';
import { exactMs, formatMs } from './duration.ts';
import { formatMoment, formatTick, formatTime } from './moment.ts';
import { formatCount, formatShare, perMinute } from './number.ts';

describe('durations', () => {
  test.each([
    [0, '0 ms'],
    [0.4217, '0.422 ms'],
    [4, '4 ms'],
    [812.43, '812 ms'],
    [999.7, '1 s'],
    [1804, '1.8 s'],
    [6104, '6.1 s'],
    [59_960, '1 m'],
    [372_000, '6 m 12 s'],
    [3_599_800, '1 h'],
    [11_100_000, '3 h 5 m'],
    [187_200_000, '2 d 4 h'],
    [-130, '−130 ms'],
  ])('%d ms reads as %s', (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });
  test('what is not known is a dash and never zero', () => {
    expect(formatMs(null)).toBe('–');
    expect(formatMs(Number.NaN)).toBe('–');
    expect(exactMs(null)).toBe('not known');
  });
  test('the exact value keeps its fraction', () => {
    expect(exactMs(812.43125)).toBe('812.431 ms');
  });
});

describe('counts and shares', () => {
  test('counts are exact up to a million and short above', () => {
    expect(formatCount(184_209)).toBe('184,209');
    expect(formatCount(1_240_000)).toBe('1.24 M');
    expect(formatCount(999_999_999)).toBe('1 G');
    expect(formatCount(0)).toBe('0');
    expect(formatCount(null)).toBe('–');
  });
  test('a share that is not zero never reads as zero', () => {
    expect(formatShare(0.0031)).toBe('0.31 %');
    expect(formatShare(0.00001)).toBe('<0.01 %');
    expect(formatShare(0)).toBe('0 %');
    expect(formatShare(1)).toBe('100 %');
    expect(formatShare(null)).toBe('–');
  });
  test('a count over a window reads per minute', () => {
    expect(perMinute(26_208, 86_400_000)).toBe('18.2');
    expect(perMinute(null, 60_000)).toBe('–');
  });
});

describe('differences to the period before', () => {
  test('more is bad where more is bad, and good where less is better', () => {
    expect(relativeDifference(1110, 1000, 'up-is-bad')).toEqual({ text: '+11 %', tone: 'bad' });
    expect(relativeDifference(940, 1000, 'up-is-bad')).toEqual({ text: '−6 %', tone: 'good' });
    expect(relativeDifference(1040, 1000, 'neutral')).toEqual({ text: '+4 %', tone: 'plain' });
    expect(relativeDifference(20_000, 1000, 'up-is-bad')?.text).toBe('×20');
  });
  test('nothing is said where there is nothing to compare with', () => {
    expect(relativeDifference(5, 0, 'neutral')).toBeNull();
    expect(relativeDifference(null, 3, 'neutral')).toBeNull();
    expect(pointDifference(0.1, null, 'up-is-bad')).toBeNull();
    expect(countDifference(null, 'up-is-bad')).toBeNull();
  });
  test('shares differ in points, counts in pieces', () => {
    expect(pointDifference(0.0031, 0.0009, 'up-is-bad')).toEqual({ text: '+0.22 pt', tone: 'bad' });
    expect(countDifference(38, 'up-is-bad')).toEqual({ text: '+38', tone: 'bad' });
    expect(countDifference(0, 'up-is-bad')).toEqual({ text: '±0', tone: 'plain' });
  });
});

describe('moments', () => {
  const at = Date.parse('2026-11-24T14:02:11.482Z');
  test('UTC is told with seconds, milliseconds where asked, and the year only when it is another', () => {
    expect(formatTime(at, 'utc')).toBe('14:02:11.482');
    expect(formatMoment(at, 'utc', at)).toBe('24 Nov 14:02:11');
    expect(formatMoment(at, 'utc', Date.parse('2027-01-01T00:00:00Z'))).toBe('24 Nov 2026 14:02:11');
  });
  test('axis labels are as fine as their step', () => {
    expect(formatTick(at, 3_600_000, 'utc')).toBe('14:02');
    expect(formatTick(at, 86_400_000, 'utc')).toBe('24 Nov');
    expect(formatTick(at, 10_000, 'utc')).toBe('14:02:11');
  });
});
