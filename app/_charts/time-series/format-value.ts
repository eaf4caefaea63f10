import { formatMs } from '#app/_ui/format/duration.ts';
import { formatCount, formatShare, threeDigits } from '#app/_ui/format/number.ts';
import type { Unit } from './axis.ts';

/** A value of a chart with its unit; `–` where it is not known. */
export function formatValue(value: number | null, unit: Unit): string {
  if (unit === 'ms') return formatMs(value);
  if (unit === 'ratio') return formatShare(value);
  if (unit === 'seconds') return formatMs(value === null ? null : value * 1000);
  if (value !== null && unit === 'perSecond') return `${threeDigits(value)} /s`;
  if (value !== null && unit === 'times') return `${threeDigits(value)}×`;
  return value !== null && !Number.isInteger(value) ? threeDigits(value) : formatCount(value);
}
