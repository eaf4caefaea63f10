// The caller proves once more who they are, by their password: before what a session that was left open must not do.
import { createAttemptLimit } from '#lib/auth/attempt-limit.ts';
import type { Caller } from '#lib/auth/authorise.ts';
import { verifyPassword } from '#lib/auth/password.ts';
import { refuseUntil } from '#lib/auth/sign-in-limits.ts';
import { selectPasswordHash } from '#lib/db/user/write-user.ts';
import { AppError } from '#lib/errors.ts';

const quarterHourMs = 15 * 60_000;
const slot = globalThis as typeof globalThis & { signalboxPasswordLimit?: ReturnType<typeof createAttemptLimit> };

/** The id of the person that asks; null for a token. */
export const userIdOf = ({ principal: { actor } }: Caller): string | null =>
  actor.startsWith('user:') ? actor.slice(5) : null;

/**
 * Their id. `field`: what the password is called in the request. Throws `conflict` when they have none, `forbidden` for a wrong one,
 * `too_busy` after ten of those.
 */
export async function provePassword(caller: Caller, password: string, field: string, nowMs: number): Promise<string> {
  slot.signalboxPasswordLimit ??= createAttemptLimit(10, quarterHourMs);
  const limit = slot.signalboxPasswordLimit;
  const userId = userIdOf(caller);
  const hash = userId === null ? null : await selectPasswordHash(caller.pool, userId);
  if (userId === null || hash === null) throw new AppError('conflict', 'You have no password here.');
  refuseUntil(limit.waitSeconds(userId, nowMs));
  limit.fail(userId, nowMs);
  if (!(await verifyPassword(hash, password))) {
    throw new AppError('forbidden', 'Your password is another one.', { fields: { [field]: 'is not right' } });
  }
  limit.takeBack(userId);
  return userId;
}
