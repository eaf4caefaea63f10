import type { SetupInput } from '#lib/contracts/session.ts';
import { insertAudit } from '#lib/db/audit/insert-audit.ts';
import type { Pool } from '#lib/db/pool.ts';
import { insertUser } from '#lib/db/user/insert-user.ts';
import { AppError } from '#lib/errors.ts';
import { hashPassword } from './password.ts';
import { consumeSetupCode } from './setup-code.ts';

/** Makes the first admin, once, and returns their id. Throws `conflict` when there is one, `forbidden` for a wrong or used code. */
export async function setUp(pool: Pool, input: SetupInput): Promise<string> {
  const passwordHash = await hashPassword(input.password);
  const name = input.name ?? (input.email.split('@')[0] as string);
  let id = '';
  const refusal = await consumeSetupCode(pool, input.code, async (client) => {
    id = await insertUser(client, { email: input.email, name, role: 'admin', passwordHash });
    await insertAudit(client, { actor: 'setup', action: 'user.create', target: `user:${id}`, result: 'ok' });
  });
  if (refusal === 'already-set-up') throw new AppError('conflict', 'The first admin exists already: sign in.');
  if (refusal === 'wrong-code') {
    const fields = { code: 'is not the code that was printed at the last start' };
    throw new AppError('forbidden', 'This code does not open anything.', { fields });
  }
  return id;
}
