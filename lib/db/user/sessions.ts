import type { Queryable } from '#lib/db/pool.ts';

export interface StoredSession {
  id: string;
  token: string;
  userId: string;
  user: string;
  address: string | null;
  agent: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
}

/** Sessions that are open, the latest first; of one user, or (null) of all. At most 500. */
export async function selectSessions(db: Queryable, userId: string | null): Promise<StoredSession[]> {
  const { rows } = await db.query<StoredSession>(
    `select s.id, s.token, s.user_id as "userId", u.email as user, s.ip_address as address, s.user_agent as agent,
       s.created_at as "createdAt", s.updated_at as "lastSeenAt", s.expires_at as "expiresAt"
     from auth_session s join auth_user u on u.id = s.user_id
     where s.expires_at > now() and ($1::text is null or s.user_id = $1)
     order by s.updated_at desc, s.id limit 500`,
    [userId],
  );
  return rows;
}

/** False when there is no such session of theirs (`userId` null = of anybody). */
export async function deleteSession(db: Queryable, id: string, userId: string | null): Promise<boolean> {
  const { rowCount } = await db.query('delete from auth_session where id = $1 and ($2::text is null or user_id = $2)', [
    id,
    userId,
  ]);
  return rowCount === 1;
}

/** Every session of a user but the one that `keepToken` is of, and every sign-in that waits for its code. */
export async function deleteSessionsOf(db: Queryable, userId: string, keepToken: string | null): Promise<void> {
  await db.query(
    `with begun as (delete from auth_ticket where user_id = $1)
     delete from auth_session where user_id = $1 and ($2::text is null or token <> $2)`,
    [userId, keepToken],
  );
}
