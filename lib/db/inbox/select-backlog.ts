import type { Queryable } from '#lib/db/pool.ts';

export interface Backlog {
  /** Pieces of evidence that are stored and acknowledged but not yet derived. */
  items: number;
  /** Age of the oldest in ms; null = the inbox is empty. */
  oldestMs: number | null;
}

/** How far the derivers are behind: what back-pressure (429) and `/trust` look at. */
export async function selectBacklog(db: Queryable): Promise<Backlog> {
  const found = await db.query<{ items: number; oldest_ms: number | null }>(
    `select coalesce(sum(items), 0)::int8 as items, (extract(epoch from clock_timestamp() - min(at)) * 1000)::float8 as oldest_ms from inbox`,
  );
  const row = found.rows[0];
  return { items: row?.items ?? 0, oldestMs: row?.oldest_ms ?? null };
}
