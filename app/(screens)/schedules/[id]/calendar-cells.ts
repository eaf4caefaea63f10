// The calendar's cells, a week a row from Monday on, and what each is called. Pure.
import type { Tone } from '#app/_ui/tone.ts';
import { slotTone } from '#app/_ui/tone.ts';
import type { ScheduleDetail } from '#lib/contracts/schedule.ts';
import type { SlotOutcome } from '#lib/schedules/slot-outcome.ts';

type Day = ScheduleDetail['calendar'][number];

export interface Cell {
  day: string;
  /** null = nothing was due on it. */
  tone: Tone | null;
  expected: number;
  words: string;
}

const severity: readonly Tone[] = ['bad', 'warn', 'unknown', 'work', 'ok', 'idle'];
const dayMs = 86_400_000;
const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Weeks from the first day of the calendar to its last; null stands before the first and behind the last. */
export function weeksOf(calendar: readonly Day[]): (Cell | null)[][] {
  const [first, last] = [calendar[0], calendar.at(-1)];
  if (!first || !last) return [];
  const byDay = new Map(calendar.map((day) => [day.day, day]));
  const [fromMs, toMs] = [Date.parse(first.day), Date.parse(last.day)];
  const mondayMs = fromMs - ((new Date(fromMs).getUTCDay() + 6) % 7) * dayMs;
  const weeks: (Cell | null)[][] = [];
  for (let weekMs = mondayMs; weekMs <= toMs; weekMs += 7 * dayMs) {
    weeks.push(
      Array.from({ length: 7 }, (_, index) => {
        const atMs = weekMs + index * dayMs;
        return atMs < fromMs || atMs > toMs ? null : cellOf(dateOf(atMs), byDay.get(dateOf(atMs)));
      }),
    );
  }
  return weeks;
}

function cellOf(day: string, found: Day | undefined): Cell {
  if (!found) return { day, tone: null, expected: 0, words: `${day}: nothing was due` };
  const counts = Object.entries(found.outcomes) as [SlotOutcome, number][];
  const tone = severity.find((one) => counts.some(([outcome]) => slotTone[outcome] === one)) ?? 'idle';
  const said = counts.map(([outcome, count]) => `${count} ${outcome}`).join(', ');
  return { day, tone, expected: found.expected, words: `${day}: ${found.expected} due, ${said}` };
}
