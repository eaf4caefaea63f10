// The second step of signing in: a code of somebody's app, or one of their recovery codes, each of which works once.
import { randomBytes } from 'node:crypto';
import { insertAudit } from '#lib/db/audit/insert-audit.ts';
import { type Client, inTransaction, type Pool } from '#lib/db/pool.ts';
import { findTicket, insertTicket, takeTicket } from '#lib/db/user/tickets.ts';
import { deleteRecoveryCode, lockTwoStep, updateLastStep } from '#lib/db/user/two-step.ts';
import { AppError, type ErrorCode } from '#lib/errors.ts';
import { hashToken } from './api-token.ts';
import { canonicalCode } from './human-code.ts';
import { noteRefusal } from './note-refusal.ts';
import { refuseUntil, signInLimits } from './sign-in-limits.ts';
import { stepOfCode } from './totp.ts';
import { openTotpSecret } from './two-step-secret.ts';
import { secretBox } from './web-secret.ts';

/** What a code is asked for with: proof of a right password, for five minutes and once. */
export interface SecondStep {
  ticket: string;
  expiresAt: Date;
}

export async function askSecondStep(pool: Pool, userId: string): Promise<SecondStep> {
  const ticket = randomBytes(32).toString('base64url');
  return { ticket, expiresAt: await insertTicket(pool, userId, hashToken(ticket)) };
}

/** Whose ticket it is, once the code is right: both are used up then. Throws `unauthorized`, or `too_busy` after too many wrong codes. */
export async function passSecondStep(
  pool: Pool,
  { ticket, code, address, nowMs }: { ticket: string; code: string; address: string; nowMs: number },
): Promise<string> {
  const hash = hashToken(ticket);
  const isOver = () =>
    new AppError('unauthorized', 'This sign-in is over: begin again.', { fields: { ticket: 'is over' } });
  const userId = await findTicket(pool, hash);
  if (userId === null) throw isOver();
  await withCode(pool, { userId, code, address, nowMs, refusal: 'unauthorized' }, async (client) => {
    if (!(await takeTicket(client, hash))) throw isOver();
  });
  return userId;
}

export interface CodeTry {
  userId: string;
  code: string;
  /** Network address that it comes from. */
  address: string;
  nowMs: number;
  /** What a wrong code answers. */
  refusal: ErrorCode;
  /** Whether it is the first one, of an app that is to be shown to work. */
  isFirst?: boolean;
}

/**
 * Does `act` in the transaction that uses the code up. Throws `refusal`, the same for every wrong code, or `too_busy` after ten of them.
 */
export async function withCode<T>(pool: Pool, one: CodeTry, act: (client: Client) => Promise<T>): Promise<T> {
  const { account, address } = signInLimits();
  const accountKey = `code ${one.userId}`;
  refuseUntil(Math.max(account.waitSeconds(accountKey, one.nowMs), address.waitSeconds(one.address, one.nowMs)));
  // counted before it is looked at: many at once have no more tries than one after the other
  account.fail(accountKey, one.nowMs);
  const done = await inTransaction(pool, async (client) =>
    (await spend(client, one)) ? { answer: await act(client) } : null,
  );
  if (!done) {
    address.fail(one.address, one.nowMs);
    noteRefusal('a code of two-step sign-in was wrong', { actor: `user:${one.userId}`, address: one.address });
    const fields = { code: 'is not right, or was used before' };
    throw new AppError(one.refusal, 'This code is not right, or was used before.', { fields });
  }
  account.succeed(accountKey);
  return done.answer;
}

async function spend(client: Client, { userId, code, nowMs, isFirst = false }: CodeTry): Promise<boolean> {
  const row = await lockTwoStep(client, userId);
  if (!row || (row.onSince === null) !== isFirst) return false;
  const canonical = canonicalCode(code);
  if (/^\d{6}$/.test(canonical)) {
    const secret = openTotpSecret(secretBox(), { id: userId, secret: row.secret });
    const step = stepOfCode(secret, canonical, nowMs, row.lastStep);
    if (step !== null) await updateLastStep(client, userId, step);
    return step !== null;
  }
  if (!(await deleteRecoveryCode(client, userId, hashToken(canonical)))) return false;
  const target = `user:${userId}`;
  const after = { left: row.recoveryCodesLeft - 1 };
  await insertAudit(client, { actor: target, action: 'two-step.recovery', target, after, result: 'ok' });
  return true;
}
