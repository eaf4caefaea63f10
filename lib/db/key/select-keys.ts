import type { KeyView } from '#lib/contracts/key.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { type KeyRow, keyViewOf } from './key-row.ts';

/** Keys that are not revoked, newest first, after the key with id `afterId`. */
export async function selectKeys(db: Queryable, limit: number, afterId: string | null): Promise<KeyView[]> {
  const { rows } = await db.query<KeyRow>(
    `select id, name, scope, environment, prefix, created_by, created_at, expires_at, last_used_at
     from api_key
     where revoked_at is null
       and ($2::uuid is null or (created_at, id) < (select created_at, id from api_key where id = $2))
     order by created_at desc, id desc
     limit $1`,
    [limit, afterId],
  );
  return rows.map(keyViewOf);
}
