import { dayOf, dayOfPartition } from '#lib/db/partition/day.ts';
import { dayTables } from '#lib/db/partition/tables.ts';
import type { Queryable } from '#lib/db/pool.ts';

/** How many days after today every table has a partition for; below zero = records of today find no place, null = a table has none. */
export async function selectDaysAhead(db: Queryable, nowUs: number): Promise<number | null> {
  const { rows } = await db.query<{ parent: string; child: string }>(
    `select parent.relname as parent, child.relname as child
       from pg_inherits i
       join pg_class parent on parent.oid = i.inhparent
       join pg_class child on child.oid = i.inhrelid
      where parent.relkind = 'p' and parent.relname = any($1)`,
    [dayTables.map(({ name }) => name)],
  );
  const last = new Map<string, number>(dayTables.map(({ name }) => [name, Number.NEGATIVE_INFINITY]));
  for (const { parent, child } of rows) {
    const day = dayOfPartition(parent, child);
    if (day !== null && day > (last.get(parent) ?? day)) last.set(parent, day);
  }
  const ahead = Math.min(...last.values()) - dayOf(nowUs);
  return Number.isFinite(ahead) ? ahead : null;
}
