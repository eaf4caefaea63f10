// Durations in ms as people read them: `812 ms`, `1.8 s`, `6 m 12 s`, `3 h 5 m`, `2 d 4 h`.
import { threeDigits, unknown } from './number.ts';

/** `ms` in milliseconds (may have a fraction, may be negative); null = not known. */
export function formatMs(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return unknown;
  if (ms < 0) return `−${formatMs(-ms)}`;
  if (ms < 999.5) return `${threeDigits(ms)} ms`;
  if (ms < 59_950) return `${threeDigits(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'm', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'm');
  const hours = Math.round(minutes / 60);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** The exact value for hover and copy: `812.431 ms`. */
export function exactMs(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? 'not known' : `${Number(ms.toFixed(3))} ms`;
}
