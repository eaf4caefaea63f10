import type { Queryable } from '#lib/db/pool.ts';

/** Good for five minutes; returns until when. Takes away those that are over. */
export async function insertTicket(db: Queryable, userId: string, hash: Buffer): Promise<Date> {
  await db.query('delete from auth_ticket where expires_at < now()');
  const { rows } = await db.query<{ expiresAt: Date }>(
    `insert into auth_ticket (hash, user_id, expires_at) values ($1, $2, now() + interval '5 minutes')
     returning expires_at as "expiresAt"`,
    [hash, userId],
  );
  return (rows[0] as { expiresAt: Date }).expiresAt;
}

/** Whose it is; null when it is unknown, used or over. */
export async function findTicket(db: Queryable, hash: Buffer): Promise<string | null> {
  const { rows } = await db.query<{ userId: string }>(
    'select user_id as "userId" from auth_ticket where hash = $1 and expires_at > now()',
    [hash],
  );
  return rows[0]?.userId ?? null;
}

/** False when it is used or over. */
export async function takeTicket(db: Queryable, hash: Buffer): Promise<boolean> {
  const { rowCount } = await db.query('delete from auth_ticket where hash = $1 and expires_at > now()', [hash]);
  return rowCount === 1;
}
