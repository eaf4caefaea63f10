import { describe, expect, it } from 'vitest';
import { describeRhythm } from './describe-rhythm.ts';
import { newDues } from './new-dues.ts';
import { checkRhythm, defaultGraceMs, dueTimes, intervalMs, nextDue, type Rhythm } from './rhythm.ts';

const cron = (expression: string, timeZone: string | null = null): Rhythm => ({
  cron: expression,
  everyMs: null,
  timeZone,
  anchorMs: null,
});
const every = (everyMs: number, anchorMs: number | null = null): Rhythm => ({
  cron: null,
  everyMs,
  timeZone: null,
  anchorMs,
});
const at = (text: string): number => Date.parse(text);
const between = (rhythm: Rhythm, from: string, to: string): string[] =>
  dueTimes(rhythm, at(from), at(to), 100).map((ms) => new Date(ms).toISOString().slice(5, 16));

describe('due times across a change of the clock', () => {
  it('runs what falls into the gap right after it, once', () => {
    expect(between(cron('30 2 * * *', 'Europe/Berlin'), '2027-03-27T00:00Z', '2027-03-30T00:00Z')).toEqual([
      '03-27T01:30',
      '03-28T01:00',
      '03-29T00:30',
    ]);
    expect(between(cron('30 2,14 * * *', 'America/New_York'), '2027-03-14T00:00Z', '2027-03-15T00:00Z')).toEqual([
      '03-14T07:00',
      '03-14T18:30',
    ]);
  });

  it('runs a fixed time once when it comes twice', () => {
    expect(between(cron('30 2 * * *', 'Europe/Berlin'), '2026-10-24T00:00Z', '2026-10-27T00:00Z')).toEqual([
      '10-24T00:30',
      '10-25T00:30',
      '10-26T01:30',
    ]);
  });

  it('goes on every half hour through both', () => {
    const half = cron('*/30 * * * *', 'Europe/Berlin');
    expect(between(half, '2026-10-24T23:59Z', '2026-10-25T02:00Z')).toHaveLength(5);
    expect(between(half, '2027-03-28T00:00Z', '2027-03-28T02:00Z')).toHaveLength(4);
  });

  it('does not move in UTC', () => {
    expect(between(cron('0 2 * * *'), '2027-03-27T03:00Z', '2027-03-29T03:00Z')).toEqual([
      '03-28T02:00',
      '03-29T02:00',
    ]);
  });
});

describe('a rhythm', () => {
  it('never names the moment that is asked after', () => {
    expect(nextDue(cron('* * * * *'), at('2027-01-01T00:00Z'), null)).toBe(at('2027-01-01T00:01Z'));
    expect(nextDue(cron('* * * * *'), at('2027-01-01T00:00Z') - 1, null)).toBe(at('2027-01-01T00:00Z'));
    expect(nextDue(every(60_000, 500), 60_500, null)).toBe(120_500);
  });

  it('knows its interval, and a grace that fits it', () => {
    expect(intervalMs(cron('0 * * * *'), 0)).toBe(3_600_000);
    expect([null, 60_000, 3_600_000, 86_400_000].map(defaultGraceMs)).toEqual([60_000, 60_000, 360_000, 3_600_000]);
  });

  it('is refused where nobody could keep to it, with a reason for each field', () => {
    const faults = (one: Partial<Rhythm>): unknown => {
      try {
        checkRhythm({ cron: null, everyMs: null, timeZone: null, ...one }, 0);
        return null;
      } catch (error) {
        return Object.keys((error as { fields: object }).fields);
      }
    };
    expect(faults({ cron: '30 3 * * 1-5', timeZone: 'Europe/Berlin' })).toBeNull();
    expect(faults({ cron: 'every day' })).toEqual(['cron']);
    expect(faults({ cron: '0 0 30 2 *' })).toEqual(['cron']);
    expect(faults({ cron: '0 0 * * *', timeZone: 'Mars/Olympus' })).toEqual(['timeZone']);
    expect(faults({ cron: '0 0 * * *', everyMs: 5 })).toEqual(['everyMs']);
  });

  it('is told in plain words', () => {
    expect(describeRhythm(cron('30 3 * * 1-5', 'Europe/Berlin'))).toBe(
      'At 03:30, Monday through Friday (Europe/Berlin)',
    );
    expect(describeRhythm(cron('*/15 * * * *', 'Europe/Berlin'))).toBe('Every 15 minutes');
    expect(describeRhythm(every(90_000))).toBe('Every 90 seconds');
    expect(describeRhythm(every(86_400_000))).toBe('Every day');
    expect(describeRhythm(cron('nonsense'))).toBeNull();
  });
});

describe('due times since the last look', () => {
  it('are all there, but the latest only after a long time', () => {
    expect(newDues({ rhythm: cron('* * * * *'), knownMs: 0, isDueTime: false, nowMs: 180_000, startsMs: [] })).toEqual([
      60_000, 120_000, 180_000,
    ]);
    const late = newDues({
      rhythm: cron('* * * * *'),
      knownMs: 0,
      isDueTime: false,
      nowMs: 30 * 86_400_000,
      startsMs: [],
    });
    expect(late).toHaveLength(120);
    expect(late.at(-1)).toBe(30 * 86_400_000);
  });

  it('count from the last start where the interval moves', () => {
    const moving = (startsMs: number[], nowMs: number) =>
      newDues({ rhythm: every(100_000), knownMs: 0, isDueTime: false, nowMs, startsMs });
    expect(moving([], 99_999)).toEqual([]);
    expect(moving([], 250_000)).toEqual([100_000, 200_000]);
    // Begun a little after it was due, the next counts from there.
    expect(moving([107_000], 250_000)).toEqual([100_000, 207_000]);
    // Begun far too early: a due time of its own.
    expect(moving([40_000], 139_000)).toEqual([40_000]);
    expect(moving([40_000], 140_000)).toEqual([40_000, 140_000]);
    // Begun twice at once: one due time.
    expect(moving([101_000, 101_500], 150_000)).toEqual([100_000]);
  });

  it('are the same however often is looked', () => {
    const starts = [103_000, 204_000, 240_000, 345_000];
    let known = 0;
    const found: number[] = [];
    for (let nowMs = 0; nowMs <= 400_000; nowMs += 1_000) {
      const seen = starts.filter((at) => at <= nowMs);
      const dues = newDues({
        rhythm: every(100_000),
        knownMs: known,
        isDueTime: found.length > 0,
        nowMs,
        startsMs: seen,
      });
      found.push(...dues);
      known = dues.at(-1) ?? known;
    }
    expect(found).toEqual([100_000, 203_000, 240_000, 340_000]);
    const atOnce = newDues({ rhythm: every(100_000), knownMs: 0, isDueTime: false, nowMs: 400_000, startsMs: starts });
    expect(atOnce).toEqual(found);
  });
});
