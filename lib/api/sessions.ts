// Sessions, one's own or (for admins) everybody's, and one's own password.
import { createAttemptLimit } from '#lib/auth/attempt-limit.ts';
import type { Caller } from '#lib/auth/authorise.ts';
import { hashPassword, verifyPassword } from '#lib/auth/password.ts';
import type { Page } from '#lib/contracts/page.ts';
import type { PasswordChange, SessionRow } from '#lib/contracts/user.ts';
import { insertAudit } from '#lib/db/audit/insert-audit.ts';
import { inTransaction } from '#lib/db/pool.ts';
import { deleteSession, deleteSessionsOf, selectSessions } from '#lib/db/user/sessions.ts';
import { selectPasswordHash, updatePassword } from '#lib/db/user/write-user.ts';
import { AppError } from '#lib/errors.ts';

/** Null = everybody's. A token that is no user's has no sessions: it sees none, and ends none. */
function whose({ principal, environment }: Caller): string | null {
  if (principal.role === 'admin' && environment === null) return null;
  return principal.actor.startsWith('user:') ? principal.actor.slice(5) : '';
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

const quarterHourMs = 15 * 60_000;
const slot = globalThis as typeof globalThis & { signalboxPasswordLimit?: ReturnType<typeof createAttemptLimit> };

/** Ends every other session of theirs. Throws `forbidden` for a wrong current password, `too_busy` after ten of those. */
export async function changePassword(
  caller: Caller,
  headers: Headers,
  change: PasswordChange,
  nowMs: number,
): Promise<void> {
  slot.signalboxPasswordLimit ??= createAttemptLimit(10, quarterHourMs);
  const limit = slot.signalboxPasswordLimit;
  const { actor } = caller.principal;
  const userId = actor.startsWith('user:') ? actor.slice(5) : null;
  const hash = userId === null ? null : await selectPasswordHash(caller.pool, userId);
  if (userId === null || hash === null) throw new AppError('conflict', 'You have no password here.');
  const wait = limit.waitSeconds(userId, nowMs);
  if (wait > 0) throw new AppError('too_busy', 'Too many wrong tries.', { retryAfterSeconds: wait });
  if (!(await verifyPassword(hash, change.current))) {
    limit.fail(userId, nowMs);
    throw new AppError('forbidden', 'The current password is another one.', { fields: { current: 'is not right' } });
  }
  const passwordHash = await hashPassword(change.password);
  await inTransaction(caller.pool, async (client) => {
    await updatePassword(client, userId, passwordHash);
    await deleteSessionsOf(client, userId, sessionTokenOf(headers));
    await insertAudit(client, { actor, action: 'user.password', target: actor, result: 'ok' });
  });
}
