// Signing in and out, with limits on guessing. The answer and its time are the same for unknown people and wrong passwords.
import type { SignInInput } from '#lib/contracts/session.ts';
import { AppError } from '#lib/errors.ts';
import { addressOf } from '#lib/http/address-of.ts';
import { hashToken } from './api-token.ts';
import { noteRefusal } from './note-refusal.ts';
import { refuseUntil, signInLimits } from './sign-in-limits.ts';
import { webAuth } from './web-auth.ts';

/** The response that sets the session's cookie. Throws `unauthorized`, or `too_busy` after too many wrong tries. */
export async function signIn(headers: Headers, input: SignInInput, nowMs: number): Promise<Headers> {
  const { account, address } = signInLimits();
  const accountKey = hashToken(input.email.toLowerCase()).toString('hex');
  const addressKey = addressOf(headers);
  refuseUntil(Math.max(account.waitSeconds(accountKey, nowMs), address.waitSeconds(addressKey, nowMs)));
  const response = await webAuth().api.signInEmail({
    body: { email: input.email.toLowerCase(), password: input.password },
    headers,
    asResponse: true,
  });
  if (!response.ok) {
    if (response.status >= 500) throw new AppError('unavailable', 'Signing in is not possible just now.');
    account.fail(accountKey, nowMs);
    address.fail(addressKey, nowMs);
    noteRefusal('a sign-in failed', { address: addressKey });
    throw new AppError('unauthorized', 'This e-mail address and password do not belong together.');
  }
  account.succeed(accountKey);
  return cookiesOf(response);
}

/** Ends the session of these headers; returns the headers that take the cookie away. */
export async function signOut(headers: Headers): Promise<Headers> {
  return cookiesOf(await webAuth().api.signOut({ headers, asResponse: true }));
}

export function cookiesOf(response: Response): Headers {
  const headers = new Headers();
  for (const cookie of response.headers.getSetCookie()) headers.append('set-cookie', cookie);
  return headers;
}
