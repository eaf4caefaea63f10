// Acting on many things at once is for people, not for loops: each may do so 30 times a minute, in this web process.
import { type AttemptLimit, createAttemptLimit } from '#lib/auth/attempt-limit.ts';
import { AppError } from '#lib/errors.ts';

const slot = globalThis as typeof globalThis & { signalboxBulkTurns?: AttemptLimit };

/** Throws `too_busy` when `actor` did so 30 times within the last minute. */
export function takeBulkTurn(actor: string, nowMs: number): void {
  slot.signalboxBulkTurns ??= createAttemptLimit(30, 60_000);
  const retryAfterSeconds = slot.signalboxBulkTurns.waitSeconds(actor, nowMs);
  if (retryAfterSeconds > 0)
    throw new AppError('too_busy', `Too many at once: try again in ${retryAfterSeconds} s.`, { retryAfterSeconds });
  slot.signalboxBulkTurns.fail(actor, nowMs);
}
