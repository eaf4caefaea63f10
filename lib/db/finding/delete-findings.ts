import type { Queryable } from '#lib/db/pool.ts';

/** Forgets what was not found again for two weeks. */
export async function deleteOldFindings(db: Queryable): Promise<void> {
  await db.query(`delete from finding where last_at < now() - interval '14 days'`);
  await db.query(`delete from rejection where last_at < now() - interval '90 days'`);
}
