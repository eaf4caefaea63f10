// Expected against actual, a day a cell, in the schedule's own zone. Pure.
import type { Slot } from './slot.ts';
import type { SlotOutcome } from './slot-outcome.ts';

export interface CalendarDay {
  /** `2026-11-28`, by the schedule's clock. */
  day: string;
  /** Due times on it. */
  expected: number;
  outcomes: Partial<Record<SlotOutcome, number>>;
}

/** Days with due times, in order. */
export function calendarOf(slots: readonly Pick<Slot, 'dueMs' | 'outcome'>[], timeZone: string | null): CalendarDay[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: timeZone ?? 'UTC', dateStyle: 'short' });
  const days = new Map<string, CalendarDay>();
  for (const { dueMs, outcome } of slots) {
    const day = format.format(dueMs);
    const cell = days.get(day) ?? { day, expected: 0, outcomes: {} };
    cell.expected++;
    cell.outcomes[outcome] = (cell.outcomes[outcome] ?? 0) + 1;
    days.set(day, cell);
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}
