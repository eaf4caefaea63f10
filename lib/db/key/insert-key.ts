import type { KeyInput, KeyView } from '#lib/contracts/key.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { type KeyRow, keyViewOf } from './key-row.ts';

/** Stores a key by its hash. */
export async function insertKey(
  db: Queryable,
  key: KeyInput & { hash: Buffer; prefix: string; createdBy: string },
): Promise<KeyView> {
  const { rows } = await db.query<KeyRow>(
    `insert into api_key (name, scope, environment, expires_at, token_hash, prefix, created_by)
     values ($1, $2, $3, $4, $5, $6, $7)
     returning id, name, scope, environment, prefix, created_by, created_at, expires_at, last_used_at`,
    [key.name, key.scope, key.environment ?? null, key.expiresAt ?? null, key.hash, key.prefix, key.createdBy],
  );
  return keyViewOf(rows[0] as KeyRow);
}
