import type { Queryable } from '#lib/db/pool.ts';

export interface Credential {
  userId: string;
  /** Null = they sign in elsewhere. */
  passwordHash: string | null;
  hasTwoStep: boolean;
}

/** What a sign-in with this e-mail address is checked against. */
export async function findCredential(db: Queryable, email: string): Promise<Credential | null> {
  const { rows } = await db.query<Credential>(
    `select u.id as "userId", a.password as "passwordHash", t.on_since is not null as "hasTwoStep"
     from auth_user u
     left join auth_account a on a.user_id = u.id and a.provider_id = 'credential'
     left join auth_two_step t on t.id = u.id
     where u.email = lower($1)`,
    [email],
  );
  return rows[0] ?? null;
}
