// The first admin is made with a one-time code that the launcher prints. Only the code's hash is stored.
import { type Client, inTransaction, type Pool } from '#lib/db/pool.ts';
import { hashToken } from './api-token.ts';
import { canonicalCode, newHumanCode } from './human-code.ts';

const key = 'setup.code';
const maxTries = 20;

const hashOf = (code: string): string => hashToken(canonicalCode(code)).toString('hex');

/** Whether nobody has an account yet. */
export async function needsSetup(db: Pick<Pool, 'query'>): Promise<boolean> {
  const { rows } = await db.query<{ is_empty: boolean }>('select not exists (select 1 from auth_user) as is_empty');
  return rows[0]?.is_empty === true;
}

/**
 * A fresh code, or null when an admin exists already. An earlier code stops working.
 * Called at every start: a code that scrolled away is no loss.
 */
export async function issueSetupCode(pool: Pool): Promise<string | null> {
  if (!(await needsSetup(pool))) return null;
  const code = newHumanCode();
  await pool.query(
    `insert into setting (key, value) values ($1, $2)
     on conflict (key) do update set value = excluded.value`,
    [key, JSON.stringify({ hash: hashOf(code), tries: 0 })],
  );
  return code;
}

export type SetupRefusal = 'already-set-up' | 'wrong-code';

/**
 * Runs `create` once, in the transaction that uses the code up, or says why not. A wrong code counts; after 20 wrong
 * ones the code is void and a restart issues the next.
 */
export async function consumeSetupCode(
  pool: Pool,
  code: string,
  create: (client: Client) => Promise<void>,
): Promise<SetupRefusal | null> {
  return await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ value: { hash: string; tries: number } }>(
      'select value from setting where key = $1 for update',
      [key],
    );
    if (!(await needsSetup(client))) return 'already-set-up';
    const stored = rows[0]?.value;
    if (!stored || stored.tries >= maxTries) return 'wrong-code';
    if (hashOf(code) !== stored.hash) {
      await client.query(`update setting set value = jsonb_set(value, '{tries}', to_jsonb($2::int)) where key = $1`, [
        key,
        stored.tries + 1,
      ]);
      return 'wrong-code';
    }
    await create(client);
    await client.query('delete from setting where key = $1', [key]);
    return null;
  });
}
