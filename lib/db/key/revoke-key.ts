import type { Queryable } from '#lib/db/pool.ts';

/** Takes a key's force away for good; false when there is no such live key. */
export async function revokeKey(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query('update api_key set revoked_at = now() where id = $1 and revoked_at is null', [
    id,
  ]);
  return rowCount === 1;
}
