// People and their roles. One admin always remains; a role or password that changes takes effect at once.
import { randomBytes } from 'node:crypto';
import type { Caller } from '#lib/auth/authorise.ts';
import { hashPassword } from '#lib/auth/password.ts';
import type { Page, PageQuery } from '#lib/contracts/page.ts';
import type { UserChange, UserCreated, UserInput, UserView } from '#lib/contracts/user.ts';
import { insertAudit } from '#lib/db/audit/insert-audit.ts';
import { inTransaction } from '#lib/db/pool.ts';
import { insertUser } from '#lib/db/user/insert-user.ts';
import { selectUser, selectUsers } from '#lib/db/user/select-users.ts';
import { deleteSessionsOf } from '#lib/db/user/sessions.ts';
import { deleteTwoStep } from '#lib/db/user/two-step.ts';
import { deleteUser, hasOtherAdmin, updatePassword, updateUser } from '#lib/db/user/write-user.ts';
import { AppError } from '#lib/errors.ts';
import { offsetCursor, readCursor, writeCursor } from '#lib/http/cursor.ts';

const missing = () => new AppError('not_found', 'There is no such user.');
const lastAdmin = () => new AppError('conflict', 'This is the last admin: make another one first.');
const refuseBound = ({ environment }: Caller): void => {
  if (environment !== null) throw new AppError('forbidden', 'A token bound to one environment cannot manage users.');
};
const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '23505';

export async function listUsers(caller: Caller, query: PageQuery): Promise<Page<UserView>> {
  refuseBound(caller);
  const after = readCursor(offsetCursor, query.cursor)?.after ?? null;
  const found = await selectUsers(caller.pool, query.limit + 1, after);
  const items = found.slice(0, query.limit);
  return { items, nextCursor: found.length > query.limit ? writeCursor({ after: items.at(-1)?.email }) : null };
}

/** 24 characters, 144 bits. */
const madePassword = (): string => randomBytes(18).toString('base64url');

export async function createUser(caller: Caller, input: UserInput): Promise<UserCreated> {
  refuseBound(caller);
  const password = input.password ?? madePassword();
  const passwordHash = await hashPassword(password);
  const { actor } = caller.principal;
  const { email, role } = input;
  const name = input.name ?? (email.split('@')[0] as string);
  const id = await inTransaction(caller.pool, async (client) => {
    const made = await insertUser(client, { email, name, role, passwordHash });
    const after = { email: email.toLowerCase(), role };
    await insertAudit(client, { actor, action: 'user.create', target: `user:${made}`, after, result: 'ok' });
    return made;
  }).catch((error: unknown) => {
    if (!isTaken(error)) throw error;
    throw new AppError('conflict', 'Somebody has this e-mail address already.', { fields: { email: 'is taken' } });
  });
  const user = (await selectUser(caller.pool, id)) as UserView;
  return { ...user, password: input.password === undefined ? password : null };
}

export async function changeUser(caller: Caller, id: string, change: UserChange): Promise<UserView> {
  refuseBound(caller);
  const { actor } = caller.principal;
  const passwordHash = change.password === undefined ? null : await hashPassword(change.password);
  await inTransaction(caller.pool, async (client) => {
    const others = await hasOtherAdmin(client, id);
    const user = await selectUser(client, id);
    if (!user) throw missing();
    const isDemoted = user.role === 'admin' && change.role !== undefined && change.role !== 'admin';
    if (isDemoted && !others) throw lastAdmin();
    await updateUser(client, id, { name: change.name ?? null, role: change.role ?? null });
    if (passwordHash !== null) {
      if (!(await updatePassword(client, id, passwordHash)))
        throw new AppError('conflict', 'They sign in elsewhere and have no password here.');
      await deleteSessionsOf(client, id, null);
    }
    const before = { name: user.name, role: user.role };
    const after = { name: change.name, role: change.role, isPasswordChanged: passwordHash !== null };
    await insertAudit(client, { actor, action: 'user.change', target: `user:${id}`, before, after, result: 'ok' });
  });
  return (await selectUser(caller.pool, id)) as UserView;
}

/** For who lost their phone and their recovery codes. Every session of theirs ends: it may be open on that phone. */
export async function resetTwoStep(caller: Caller, id: string): Promise<void> {
  refuseBound(caller);
  const { actor } = caller.principal;
  if (actor === `user:${id}`) throw new AppError('conflict', 'Your own is turned off under Sessions, with a code.');
  await inTransaction(caller.pool, async (client) => {
    if (!(await deleteTwoStep(client, id)))
      throw new AppError('not_found', 'There is no such user with two-step sign-in.');
    await deleteSessionsOf(client, id, null);
    await insertAudit(client, { actor, action: 'two-step.reset', target: `user:${id}`, result: 'ok' });
  });
}

export async function removeUser(caller: Caller, id: string): Promise<void> {
  refuseBound(caller);
  const { actor } = caller.principal;
  await inTransaction(caller.pool, async (client) => {
    const others = await hasOtherAdmin(client, id);
    const user = await selectUser(client, id);
    if (!user) throw missing();
    if (user.role === 'admin' && !others) throw lastAdmin();
    await deleteUser(client, id);
    const before = { email: user.email, role: user.role };
    await insertAudit(client, { actor, action: 'user.delete', target: `user:${id}`, before, result: 'ok' });
  });
}
