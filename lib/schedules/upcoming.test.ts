import { describe, expect, it } from 'vitest';
import { calendarOf } from './calendar.ts';
import { upcomingDues, upcomingLoad } from './upcoming.ts';

const hour = 3_600_000;
const cron = (id: string, expression: string) => ({
  id,
  rhythm: { cron: expression, everyMs: null, timeZone: null, anchorMs: null },
  lastStartMs: null,
});

describe('what comes', () => {
  it('is counted a bucket, without holes, and collisions name who is due at one moment', () => {
    const load = upcomingLoad([cron('a', '0 * * * *'), cron('b', '0 */2 * * *'), cron('c', '30 * * * *')], {
      fromMs: 0,
      untilMs: 4 * hour,
      stepMs: hour,
      most: 10,
    });
    expect(load.buckets.map(({ due }) => due)).toEqual([1, 2, 3, 4]);
    expect(load.buckets.reduce((sum, { due }) => sum + due, 0)).toBe(4 + 2 + 4);
    expect(load.collisions).toEqual([
      { atMs: 2 * hour, ids: ['a', 'b'] },
      { atMs: 4 * hour, ids: ['a', 'b'] },
    ]);
  });

  it('goes on from the last start where the interval moves, and knows nothing without one', () => {
    const moving = { id: 'm', rhythm: { cron: null, everyMs: 100, timeZone: null, anchorMs: null }, lastStartMs: 30 };
    expect(upcomingDues(moving, 250, 500)).toEqual([330, 430]);
    expect(upcomingDues({ ...moving, lastStartMs: null }, 250, 500)).toEqual([]);
  });
});

describe('the calendar', () => {
  it('cuts days by the clock of the schedule, the long and the short one too', () => {
    const slots = [
      { dueMs: Date.parse('2026-10-24T22:30Z'), outcome: 'ok' as const },
      { dueMs: Date.parse('2026-10-25T22:30Z'), outcome: 'missed' as const },
      { dueMs: Date.parse('2026-10-25T23:30Z'), outcome: 'ok' as const },
    ];
    expect(calendarOf(slots, 'Europe/Berlin')).toEqual([
      { day: '2026-10-25', expected: 2, outcomes: { ok: 1, missed: 1 } },
      { day: '2026-10-26', expected: 1, outcomes: { ok: 1 } },
    ]);
  });
});
