import type { Role } from '#lib/contracts/session.ts';
import type { Queryable } from '#lib/db/pool.ts';

/** Sets what is not null. */
export async function updateUser(
  db: Queryable,
  id: string,
  change: { name: string | null; role: Role | null },
): Promise<void> {
  await db.query(
    'update auth_user set name = coalesce($2, name), role = coalesce($3, role), updated_at = now() where id = $1',
    [id, change.name, change.role],
  );
}

/** False when they have no password: they sign in elsewhere. */
export async function updatePassword(db: Queryable, userId: string, passwordHash: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update auth_account set password = $2, updated_at = now() where user_id = $1 and provider_id = 'credential'`,
    [userId, passwordHash],
  );
  return rowCount === 1;
}

export async function selectPasswordHash(db: Queryable, userId: string): Promise<string | null> {
  const { rows } = await db.query<{ password: string | null }>(
    `select password from auth_account where user_id = $1 and provider_id = 'credential'`,
    [userId],
  );
  return rows[0]?.password ?? null;
}

/** With every session and way to sign in. */
export async function deleteUser(db: Queryable, id: string): Promise<void> {
  await db.query('delete from auth_user where id = $1', [id]);
}

/** Whether an admin besides `id` remains. Locks the admins until the transaction ends, so that two cannot remove each other. */
export async function hasOtherAdmin(client: Queryable, id: string): Promise<boolean> {
  const { rows } = await client.query<{ id: string }>(
    `select id from auth_user where role = 'admin' order by id for update`,
  );
  return rows.some((row) => row.id !== id);
}
