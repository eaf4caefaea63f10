import { type Day, dayText } from '#lib/db/partition/day.ts';
import type { Queryable } from '#lib/db/pool.ts';

/**
 * Names of runs that are not over and fall due later than a week ago live on: their rows of `from` are copied to `to` unless a later row is
 * there. Run it before the names of `from` stop to count. Returns how many were carried.
 */
export async function carryAliases(db: Queryable, from: Day, to: Day): Promise<number> {
  const carried = await db.query(
    `insert into run_alias (alias, day, born_at, run_id, kind, claimed_by)
     select a.alias, $2::date, a.born_at, a.run_id, a.kind, a.claimed_by
       from run_alias a join run r on r.id = a.run_id
      where a.day = $1::date and r.redirect_to is null and r.finished_at is null and r.state < 5 and r.due_at > now() - interval '7 days'
        and not exists (select 1 from run_alias b where b.alias = a.alias and b.born_at = a.born_at and b.day > a.day)`,
    [dayText(from), dayText(to)],
  );
  return carried.rowCount ?? 0;
}
