import type { Queryable } from '#lib/db/pool.ts';

/** History of alerts is kept for so long. */
const keptDays = 90;

/** Deletes history that is too old, and instances that have been normal for a day: their next episode makes them anew. */
export async function pruneAlerts(db: Queryable): Promise<void> {
  await db.query(`delete from alert_instance where phase = 'normal' and updated_at < now() - interval '1 day'`);
  await db.query('delete from alert_transition where at < now() - make_interval(days => $1)', [keptDays]);
  await db.query(
    `delete from alert_delivery where state <> 'pending' and created_at < now() - make_interval(days => $1)`,
    [keptDays],
  );
}
