import type { KeyScope } from '#lib/contracts/key.ts';
import type { Queryable } from '#lib/db/pool.ts';

export interface FoundKey {
  id: string;
  name: string;
  scope: KeyScope;
  environment: string | null;
}

/** The live key with this SHA-256, noting its use (at most once a minute); null when unknown, revoked or expired. */
export async function findKey(db: Queryable, hash: Buffer): Promise<FoundKey | null> {
  const { rows } = await db.query<FoundKey & { is_due: boolean }>(
    `select id, name, scope, environment, last_used_at is null or last_used_at < now() - interval '1 minute' as is_due
     from api_key
     where token_hash = $1 and revoked_at is null and (expires_at is null or expires_at > now())`,
    [hash],
  );
  const row = rows[0];
  if (!row) return null;
  if (row.is_due) await db.query('update api_key set last_used_at = now() where id = $1', [row.id]);
  return { id: row.id, name: row.name, scope: row.scope, environment: row.environment };
}
