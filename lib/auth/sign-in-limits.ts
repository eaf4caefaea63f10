// How often one may try to get in: per account and per address, over a quarter of an hour, in this web process.
import { AppError } from '#lib/errors.ts';
import { type AttemptLimit, createAttemptLimit } from './attempt-limit.ts';

const quarterHourMs = 15 * 60_000;
interface SignInLimits {
  account: AttemptLimit;
  address: AttemptLimit;
}
const slot = globalThis as typeof globalThis & { signalboxSignInLimits?: SignInLimits };

export function signInLimits(): SignInLimits {
  slot.signalboxSignInLimits ??= {
    account: createAttemptLimit(10, quarterHourMs),
    address: createAttemptLimit(50, quarterHourMs),
  };
  return slot.signalboxSignInLimits;
}

/** Throws `too_busy` when there are seconds to wait. */
export function refuseUntil(waitSeconds: number): void {
  if (waitSeconds === 0) return;
  throw new AppError('too_busy', `Too many wrong tries. Try again in ${Math.ceil(waitSeconds / 60)} min.`, {
    retryAfterSeconds: waitSeconds,
  });
}
