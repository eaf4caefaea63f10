import type { Role } from '#lib/contracts/session.ts';
import type { UserView } from '#lib/contracts/user.ts';
import type { Queryable } from '#lib/db/pool.ts';

interface UserRow {
  id: string;
  email: string;
  name: string;
  role: Role;
  providers: string[];
  hasTwoStep: boolean;
  sessions: number;
  lastSeenAt: Date | null;
  createdAt: Date;
}

const statement = (where: string): string => `
  select u.id, u.email, u.name, u.role, u.created_at as "createdAt",
    coalesce((select array_agg(distinct a.provider_id order by a.provider_id) from auth_account a where a.user_id = u.id), '{}') as providers,
    exists (select from auth_two_step t where t.id = u.id and t.on_since is not null) as "hasTwoStep",
    (select count(*)::int4 from auth_session s where s.user_id = u.id and s.expires_at > now()) as sessions,
    (select max(s.updated_at) from auth_session s where s.user_id = u.id) as "lastSeenAt"
  from auth_user u where ${where} order by u.email limit $1`;

const viewOf = (row: UserRow): UserView => ({
  ...row,
  lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
});

/** By e-mail address, after `afterEmail`. */
export async function selectUsers(db: Queryable, limit: number, afterEmail: string | null): Promise<UserView[]> {
  const { rows } = await db.query<UserRow>(statement('$2::text is null or u.email > $2'), [limit, afterEmail]);
  return rows.map(viewOf);
}

export async function selectUser(db: Queryable, id: string): Promise<UserView | null> {
  const { rows } = await db.query<UserRow>(statement('u.id = $2'), [1, id]);
  return rows[0] ? viewOf(rows[0]) : null;
}
