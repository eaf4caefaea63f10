import type { Queryable } from '#lib/db/pool.ts';

/** Sets what people decided about a group; the status before, or null when there is no such group. */
export async function updateErrorStatus(db: Queryable, fingerprint: string, status: string): Promise<string | null> {
  const { rows } = await db.query<{ before: string }>(
    `update error_group g set status = $2, status_at = now() from error_group old
     where g.fingerprint = decode($1, 'hex') and old.fingerprint = g.fingerprint returning old.status as before`,
    [fingerprint, status],
  );
  return rows[0]?.before ?? null;
}
