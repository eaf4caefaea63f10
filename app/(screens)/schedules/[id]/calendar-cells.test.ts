import { describe, expect, it } from 'vitest';
import { weeksOf } from './calendar-cells.ts';

describe('the calendar', () => {
  it('has a week a row from Monday on, days without due times too, each with its worst', () => {
    const weeks = weeksOf([
      { day: '2026-11-28', expected: 2, outcomes: { ok: 1, missed: 1 } },
      { day: '2026-11-30', expected: 1, outcomes: { ok: 1 } },
    ]);
    expect(weeks.map((week) => week.map((cell) => cell?.tone))).toEqual([
      [undefined, undefined, undefined, undefined, undefined, 'bad', null],
      ['ok', undefined, undefined, undefined, undefined, undefined, undefined],
    ]);
    expect(weeks[0]?.[5]?.words).toBe('2026-11-28: 2 due, 1 ok, 1 missed');
    expect(weeksOf([])).toEqual([]);
  });
});
