// Moments (ISO 8601 UTC) as people read them, in UTC or the browser's zone.

export type Zone = 'utc' | 'local';

const make = (zone: Zone, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { ...options, hourCycle: 'h23', ...(zone === 'utc' ? { timeZone: 'UTC' } : {}) });
const cache = new Map<string, Intl.DateTimeFormat>();
function formatter(zone: Zone, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${name}`;
  let found = cache.get(key);
  if (!found) {
    found = make(zone, options);
    cache.set(key, found);
  }
  return found;
}

const time = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
const day = { day: 'numeric', month: 'short' } as const;

/** `14:02:11.482`. */
export const formatTime = (ms: number, zone: Zone): string =>
  formatter(zone, 'time', { ...time, fractionalSecondDigits: 3 }).format(ms);

/** `24 Nov 14:02:11`; the year is added when it is not `nowMs`'s. */
export function formatMoment(ms: number, zone: Zone, nowMs: number): string {
  const isOtherYear = new Date(ms).getUTCFullYear() !== new Date(nowMs).getUTCFullYear();
  const date = isOtherYear
    ? formatter(zone, 'year', { ...day, year: 'numeric' }).format(ms)
    : formatter(zone, 'day', day).format(ms);
  return `${date} ${formatter(zone, 'seconds', time).format(ms)}`;
}

/** A label for an axis whose ticks lie `stepMs` apart: time, day and time, or day. */
export function formatTick(ms: number, stepMs: number, zone: Zone): string {
  if (stepMs >= 86_400_000) return formatter(zone, 'day', day).format(ms);
  if (stepMs < 60_000) return formatter(zone, 'seconds', time).format(ms);
  return formatter(zone, 'minute', { hour: '2-digit', minute: '2-digit' }).format(ms);
}
