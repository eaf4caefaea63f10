// Signing in and out, with limits on guessing. The answer and its time are the same for unknown people and wrong passwords.
import type { SignInInput } from '#lib/contracts/session.ts';
import { findCredential } from '#lib/db/user/find-credential.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { AppError } from '#lib/errors.ts';
import { addressOf } from '#lib/http/address-of.ts';
import { hashToken } from './api-token.ts';
import { noteRefusal } from './note-refusal.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { askSecondStep, type SecondStep } from './second-step.ts';
import { refuseUntil, signInLimits } from './sign-in-limits.ts';
import { webAuth } from './web-auth.ts';

/**
 * With a right password: the headers that set the session's cookie, or, where a code is asked for as well, what `finishSignIn` takes
 * it with. Throws `unauthorized`, or `too_busy` after too many wrong tries.
 */
export async function signIn(headers: Headers, input: SignInInput, nowMs: number): Promise<Headers | SecondStep> {
  const { account, address } = signInLimits();
  const accountKey = hashToken(input.email.toLowerCase()).toString('hex');
  const addressKey = addressOf(headers);
  refuseUntil(Math.max(account.waitSeconds(accountKey, nowMs), address.waitSeconds(addressKey, nowMs)));
  account.fail(accountKey, nowMs);
  address.fail(addressKey, nowMs);
  const found = await findCredential(webPool(), input.email);
  if (!(await isRight(found?.passwordHash ?? null, input.password)) || found === null) {
    noteRefusal('a sign-in failed', { address: addressKey });
    throw new AppError('unauthorized', 'This e-mail address and password do not belong together.');
  }
  account.succeed(accountKey);
  address.takeBack(addressKey);
  return found.hasTwoStep ? await askSecondStep(webPool(), found.userId) : await openSession(headers, found.userId);
}

/** Takes as long when there is nothing to compare with. */
async function isRight(passwordHash: string | null, password: string): Promise<boolean> {
  if (passwordHash !== null) return await verifyPassword(passwordHash, password);
  await hashPassword(password);
  return false;
}

/** A session for somebody who has proven who they are; returns the headers that set its cookie. */
export async function openSession(headers: Headers, userId: string): Promise<Headers> {
  const response = await webAuth().api.openSession({ body: { userId }, headers, asResponse: true });
  if (!response.ok) throw new AppError('unavailable', 'Signing in is not possible just now.');
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
