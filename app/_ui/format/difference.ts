// How a figure changed against the stretch of equal length before. Good and bad depend on the figure, so the caller says.
import { formatCount, formatShare, threeDigits } from './number.ts';

export type Direction = 'up-is-bad' | 'up-is-good' | 'neutral';
export interface Difference {
  text: string;
  tone: 'bad' | 'good' | 'plain';
}

const toneOf = (change: number, direction: Direction): Difference['tone'] => {
  if (direction === 'neutral' || change === 0) return 'plain';
  return change > 0 === (direction === 'up-is-bad') ? 'bad' : 'good';
};
const sign = (value: number): string => (value < 0 ? '−' : '+');

/** Relative: "+11 %". Null when either side is not known or there was nothing to compare with. Small noise (<0.5 %) is plain. */
export function relativeDifference(
  now: number | null | undefined,
  before: number | null | undefined,
  direction: Direction,
): Difference | null {
  if (now === null || now === undefined || before === null || before === undefined || before === 0) return null;
  const change = now / before - 1;
  if (Math.abs(change) < 0.005) return { text: '±0 %', tone: 'plain' };
  const size =
    Math.abs(change) >= 10
      ? `×${threeDigits(now / before)}`
      : `${sign(change)}${threeDigits(Math.round(Math.abs(change) * 100))} %`;
  return { text: size, tone: toneOf(change, direction) };
}

/** In percentage points: "+0.22 pt", for shares (0…1). */
export function pointDifference(
  now: number | null | undefined,
  before: number | null | undefined,
  direction: Direction,
): Difference | null {
  if (now === null || now === undefined || before === null || before === undefined) return null;
  const change = now - before;
  if (Math.abs(change) < 0.00005) return { text: '±0 pt', tone: 'plain' };
  return {
    text: `${sign(change)}${formatShare(Math.abs(change)).replace(' %', ' pt')}`,
    tone: toneOf(change, direction),
  };
}

/** Absolute: "+38". */
export function countDifference(change: number | null | undefined, direction: Direction): Difference | null {
  if (change === null || change === undefined) return null;
  if (change === 0) return { text: '±0', tone: 'plain' };
  return { text: `${sign(change)}${formatCount(Math.abs(change))}`, tone: toneOf(change, direction) };
}
