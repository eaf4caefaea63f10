// Sessions, one's own or (for admins) everybody's, and one's own password.
import type { Caller } from '#lib/auth/authorise.ts';
import { hashPassword } from '#lib/auth/password.ts';
import type { Page } from '#lib/contracts/page.ts';
import type { PasswordChange, SessionRow } from '#lib/contracts/user.ts';
import { insertAudit } from '#lib/db/audit/insert-audit.ts';
import { inTransaction } from '#lib/db/pool.ts';
import { deleteSession, deleteSessionsOf, selectSessions } from '#lib/db/user/sessions.ts';
import { updatePassword } from '#lib/db/user/write-user.ts';
import { AppError } from '#lib/errors.ts';
import { provePassword, userIdOf } from './own-password.ts';

/** Null = everybody's. A token that is no user's has no sessions: it sees none, and ends none. */
function whose(caller: Caller): string | null {
  if (caller.principal.role === 'admin' && caller.environment === null) return null;
  return userIdOf(caller) ?? '';
}

/** The token in a session cookie: what stands before its signature. */
export const sessionTokenOf = (headers: Headers): string | null => {
  const cookie = headers.get('cookie') ?? '';
  const value = /(?:^|;\s*)(?:__Host-|__Secure-)?signalbox_session=([^;]+)/.exec(cookie)?.[1];
  return value === undefined ? null : (decodeURIComponent(value).split('.')[0] ?? null);
};

export async function listSessions(caller: Caller, headers: Headers): Promise<Page<SessionRow>> {
  const current = sessionTokenOf(headers);
  const items = (await selectSessions(caller.pool, whose(caller))).map(
    ({ token, createdAt, lastSeenAt, expiresAt, ...row }) => ({
      ...row,
      createdAt: createdAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      isCurrent: token === current,
    }),
  );
  return { items, nextCursor: null };
}

export async function endSession(caller: Caller, id: string): Promise<void> {
  const { actor } = caller.principal;
  await inTransaction(caller.pool, async (client) => {
    if (!(await deleteSession(client, id, whose(caller))))
      throw new AppError('not_found', 'There is no such session, or it is over.');
    await insertAudit(client, { actor, action: 'session.revoke', target: `session:${id}`, result: 'ok' });
  });
}

/** Ends every other session of theirs. Throws `forbidden` for a wrong current password, `too_busy` after ten of those. */
export async function changePassword(
  caller: Caller,
  headers: Headers,
  change: PasswordChange,
  nowMs: number,
): Promise<void> {
  const userId = await provePassword(caller, change.current, 'current', nowMs);
  const { actor } = caller.principal;
  const passwordHash = await hashPassword(change.password);
  await inTransaction(caller.pool, async (client) => {
    await updatePassword(client, userId, passwordHash);
    await deleteSessionsOf(client, userId, sessionTokenOf(headers));
    await insertAudit(client, { actor, action: 'user.password', target: actor, result: 'ok' });
  });
}
