import type { DayRange } from '#lib/db/partition/day.ts';
import { selectDayRange } from '#lib/db/partition/select-days.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';

interface Known {
  range: DayRange;
  readAt: number;
}

/** Partitions are made three days ahead, so a minute of not knowing about a new one does no harm. */
const freshMs = 60_000;
const known = new WeakMap<Queryable, Map<string, Known>>();

/** `selectDayRange`, remembered for a minute by this process. Throws AppError('unavailable') when the table has no partitions yet. */
export async function knownDays(db: Queryable, table: string): Promise<DayRange> {
  let tables = known.get(db);
  if (!tables) {
    tables = new Map();
    known.set(db, tables);
  }
  const now = performance.now();
  const last = tables.get(table);
  if (last && now - last.readAt < freshMs) return last.range;
  const range = await selectDayRange(db, table);
  if (!range) throw new AppError('unavailable', `The table ${table} has no partitions yet.`, { retryAfterSeconds: 5 });
  tables.set(table, { range, readAt: now });
  return range;
}

/** Forgets what was remembered: after an insert found no partition. */
export function forgetKnownDays(db: Queryable): void {
  known.delete(db);
}
