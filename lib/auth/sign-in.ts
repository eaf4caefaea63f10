// Signing in and out, with limits on guessing. The answer and its time are the same for unknown people and wrong passwords.
import type { SignInInput } from '#lib/contracts/session.ts';
import { AppError } from '#lib/errors.ts';
import { hashToken } from './api-token.ts';
import { createAttemptLimit } from './attempt-limit.ts';
import { webAuth } from './web-auth.ts';

const quarterHour = 15 * 60_000;
const slot = globalThis as typeof globalThis & { signalboxSignInLimits?: ReturnType<typeof limits> };
const limits = () => ({
  account: createAttemptLimit(10, quarterHour),
  address: createAttemptLimit(50, quarterHour),
});
const current = () => {
  slot.signalboxSignInLimits ??= limits();
  return slot.signalboxSignInLimits;
};

/** The address as the server in front of us tells it; 'direct' without one. */
const addressOf = (headers: Headers): string => headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() || 'direct';

/** The response that sets the session's cookie. Throws `unauthorized`, or `too_busy` after too many wrong tries. */
export async function signIn(headers: Headers, input: SignInInput, nowMs: number): Promise<Headers> {
  const { account, address } = current();
  const accountKey = hashToken(input.email.toLowerCase()).toString('hex');
  const addressKey = addressOf(headers);
  const wait = Math.max(account.waitSeconds(accountKey, nowMs), address.waitSeconds(addressKey, nowMs));
  if (wait > 0) {
    throw new AppError('too_busy', `Too many wrong tries. Try again in ${Math.ceil(wait / 60)} min.`, {
      retryAfterSeconds: wait,
    });
  }
  const response = await webAuth().api.signInEmail({
    body: { email: input.email.toLowerCase(), password: input.password },
    headers,
    asResponse: true,
  });
  if (!response.ok) {
    if (response.status >= 500) throw new AppError('unavailable', 'Signing in is not possible just now.');
    account.fail(accountKey, nowMs);
    address.fail(addressKey, nowMs);
    throw new AppError('unauthorized', 'This e-mail address and password do not belong together.');
  }
  account.succeed(accountKey);
  return cookiesOf(response);
}

/** Ends the session of these headers; returns the headers that take the cookie away. */
export async function signOut(headers: Headers): Promise<Headers> {
  return cookiesOf(await webAuth().api.signOut({ headers, asResponse: true }));
}

function cookiesOf(response: Response): Headers {
  const headers = new Headers();
  for (const cookie of response.headers.getSetCookie()) headers.append('set-cookie', cookie);
  return headers;
}
