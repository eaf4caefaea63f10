import { type DayRange, dayOfPartition } from '#lib/db/partition/day.ts';
import type { Queryable } from '#lib/db/pool.ts';

interface Row {
  name: string;
  is_attached: boolean;
}

/** Day partitions of `table` in order, and the days of partitions that were detached, or half detached, but not dropped yet. */
export async function selectDays(db: Queryable, table: string): Promise<{ attached: number[]; detached: number[] }> {
  const found = await db.query<Row>(
    `select c.relname as name, c.relispartition and not coalesce(i.inhdetachpending, false) as is_attached
       from pg_class c left join pg_inherits i on i.inhrelid = c.oid
      where c.relnamespace = (select relnamespace from pg_class where oid = $1::regclass)
        and c.relkind = 'r' and c.relname ~ ('^' || $1 || '_[0-9]{8}$')`,
    [table],
  );
  const attached: number[] = [];
  const detached: number[] = [];
  for (const row of found.rows) {
    const day = dayOfPartition(table, row.name);
    if (day !== null) (row.is_attached ? attached : detached).push(day);
  }
  return { attached: attached.sort((a, b) => a - b), detached: detached.sort((a, b) => a - b) };
}

/** Names of the partitions of `table` whose concurrent detaching was begun and not finished. */
export async function selectPending(db: Queryable, table: string): Promise<string[]> {
  const found = await db.query<{ name: string }>(
    'select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass and inhdetachpending',
    [table],
  );
  return found.rows.map((row) => row.name);
}

/**
 * The newest unbroken stretch of days that `table` has partitions for; null when it has none. Ids and moments are clamped
 * to it before they are written (`clampToDays`).
 */
export async function selectDayRange(db: Queryable, table: string): Promise<DayRange | null> {
  const { attached } = await selectDays(db, table);
  const last = attached.at(-1);
  if (last === undefined) return null;
  let first = last;
  for (let i = attached.length - 2; i >= 0 && attached[i] === first - 1; i--) first--;
  return { first, last };
}
