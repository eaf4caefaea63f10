// Days, and the UUIDv7 ids that fall into them. Pure.

export const dayUs = 86_400_000_000;
/** Days since the Unix epoch (UTC). */
export type Day = number;

/** The UTC day of a moment in microseconds. */
export const dayOf = (us: number): Day => Math.floor(us / dayUs);

/** `2026-11-24` */
export const dayText = (day: Day): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** The suffix of a day's partitions: `20261124`. */
export const daySuffix = (day: Day): string => dayText(day).replaceAll('-', '');

/** The day of a partition named `span_20261124`; null when the name is not one of `table`'s. */
export function dayOfPartition(table: string, name: string): Day | null {
  const match = new RegExp(`^${table}_(\\d{4})(\\d{2})(\\d{2})$`).exec(name);
  return match ? Math.floor(Date.parse(`${match[1]}-${match[2]}-${match[3]}T00:00:00Z`) / 86_400_000) : null;
}

/** The least UUIDv7 of a day: its first millisecond, all other bits zero but the version's. */
export function firstIdOf(day: Day): string {
  const hex = (day * 86_400_000).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** The day in which a UUIDv7 was minted, from its first 48 bits. */
export function dayOfId(id: string): Day {
  return Math.floor(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) / 86_400_000);
}

/** Days from `first` to `last`, both included. */
export interface DayRange {
  first: Day;
  last: Day;
}

/** `us` moved into the days of `range`: evidence with a broken clock must not name a partition that does not exist. */
export function clampToDays(us: number, range: DayRange): number {
  return Math.min(Math.max(us, range.first * dayUs), (range.last + 1) * dayUs - 1);
}
