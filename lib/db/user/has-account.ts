import type { Queryable } from '#lib/db/pool.ts';

/** Whether a user signs in through `providerId` with an identity that begins with `prefix` already. */
export async function hasAccount(db: Queryable, userId: string, providerId: string, prefix: string): Promise<boolean> {
  const { rows } = await db.query<{ found: boolean }>(
    `select exists (
       select 1 from auth_account where user_id = $1 and provider_id = $2 and starts_with(account_id, $3)
     ) as found`,
    [userId, providerId, prefix],
  );
  return rows[0]?.found === true;
}
