import { randomUUID } from 'node:crypto';
import type { Role } from '#lib/contracts/session.ts';
import type { Queryable } from '#lib/db/pool.ts';

export interface NewUser {
  email: string;
  name: string;
  role: Role;
  /** argon2id hash. */
  passwordHash: string;
}

/** An account with a password, as the sign-in looks for it; returns its id. E-mail addresses are kept in lower case. */
export async function insertUser(db: Queryable, user: NewUser): Promise<string> {
  const id = randomUUID();
  await db.query(
    `with person as (insert into auth_user (id, name, email, role) values ($1, $2, lower($3), $4) returning id)
     insert into auth_account (id, account_id, provider_id, user_id, password) values ($5, $1, 'credential', $1, $6)`,
    [id, user.name, user.email, user.role, randomUUID(), user.passwordHash],
  );
  return id;
}
