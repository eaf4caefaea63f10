// Which moments are taken: those whose day is kept, and a little ahead of our clock. Outside, a record would have no day to be stored in, or
// would lie about when things happened; it is refused, never moved to "now": moved, it would count in the wrong hour. Pure.
import { dayTables } from '#lib/db/partition/tables.ts';
import type { Micros } from '#lib/domain/evidence.ts';

/** Both ends are taken. */
export interface TimeWindow {
  from: Micros;
  to: Micros;
}

/** Everything that a time can be; for what is not received from anybody. */
export const everyTime: TimeWindow = { from: 0, to: Number.MAX_SAFE_INTEGER };

export type TimeRefusal = 'no-time' | 'too-old' | 'too-far-ahead';

const dayUs = 86_400_000_000;
/** A sender's clock may be this much ahead of ours. */
const aheadUs = 3_600_000_000;
/** Spans and log records are kept alike. */
const keepDays = Math.min(
  ...dayTables.filter(({ name }) => name === 'span' || name === 'log').map((one) => one.keepDays),
);

/** [retention, now + 1 h] for what arrives at `nowUs`. */
export const timeWindowAt = (nowUs: Micros): TimeWindow => ({ from: nowUs - keepDays * dayUs, to: nowUs + aheadUs });

/** Why a record of this moment is refused; null = it is taken. */
export function timeRefusal(at: Micros, window: TimeWindow): TimeRefusal | null {
  if (at < window.from) return 'too-old';
  return at > window.to ? 'too-far-ahead' : null;
}

/** For a person: `3.0 h ahead`, `54 years old`. `offsetUs` is the moment minus now. */
export function offsetWords(offsetUs: number): string {
  const size = Math.abs(offsetUs) / 1e6;
  const [unit, seconds] = units.find(([, least]) => size >= least) ?? ['s', 1];
  const count = size / seconds;
  return `${count < 10 ? count.toFixed(1) : Math.round(count)} ${unit} ${offsetUs > 0 ? 'ahead' : 'old'}`;
}

const units: readonly (readonly [string, number])[] = [
  ['years', 31_557_600],
  ['days', 86_400],
  ['h', 3_600],
  ['min', 60],
];
