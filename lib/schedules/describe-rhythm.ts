// A rhythm in plain words. Pure.
import cronstrue from 'cronstrue';
import type { Rhythm } from './rhythm.ts';

const units: readonly [number, string][] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
  [1, 'millisecond'],
];

/** `At 03:30, Monday through Friday (Europe/Berlin)`, `Every 15 minutes`; null where no rhythm is known, or none that can be read. */
export function describeRhythm({ cron, everyMs, timeZone }: Omit<Rhythm, 'anchorMs'>): string | null {
  if (everyMs !== null) return describeInterval(everyMs);
  if (cron === null) return null;
  const zone = timeZone === null || timeZone === 'UTC' ? 'UTC' : timeZone;
  try {
    const words = cronstrue.toString(cron, { use24HourTimeFormat: true, verbose: false });
    // Where no hour is named, the zone says nothing.
    return /^every (second|minute|\d+ (seconds|minutes))$/i.test(words) ? words : `${words} (${zone})`;
  } catch {
    return null;
  }
}

function describeInterval(everyMs: number): string {
  const [size, unit] = units.find(([size]) => everyMs % size === 0) ?? [1, 'millisecond'];
  const count = everyMs / size;
  return count === 1 ? `Every ${unit}` : `Every ${count} ${unit}s`;
}
