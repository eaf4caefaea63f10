import type { Queryable } from '#lib/db/pool.ts';

/** What is stored and acknowledged but not yet derived. */
export interface Lag {
  inboxRows: number;
  inboxItems: number;
  /** Age of the oldest in ms; null = nothing waits. */
  oldestMs: number | null;
}

export async function selectLag(db: Queryable): Promise<Lag> {
  const { rows } = await db.query<Lag>(
    `select count(*)::int8 as "inboxRows", coalesce(sum(items), 0)::int8 as "inboxItems",
       (extract(epoch from clock_timestamp() - min(at)) * 1000)::float8 as "oldestMs" from inbox`,
  );
  return rows[0] ?? { inboxRows: 0, inboxItems: 0, oldestMs: null };
}
