// One's own two-step sign-in: on, off, and the recovery codes.
import { hashToken } from '#lib/auth/api-token.ts';
import type { Caller } from '#lib/auth/authorise.ts';
import { canonicalCode, newHumanCode } from '#lib/auth/human-code.ts';
import { publicUrl } from '#lib/auth/public-url.ts';
import { withCode } from '#lib/auth/second-step.ts';
import { base32, newTotpSecret, otpauthUri } from '#lib/auth/totp.ts';
import { sealTotpSecret } from '#lib/auth/two-step-secret.ts';
import { secretBox } from '#lib/auth/web-secret.ts';
import type {
  RecoveryCodes,
  TwoStepConfirm,
  TwoStepProof,
  TwoStepStart,
  TwoStepStarted,
  TwoStepView,
} from '#lib/contracts/two-step.ts';
import { insertAudit } from '#lib/db/audit/insert-audit.ts';
import type { Client } from '#lib/db/pool.ts';
import { deleteSessionsOf } from '#lib/db/user/sessions.ts';
import { deleteTwoStep, insertTwoStep, selectTwoStep, writeRecoveryCodes } from '#lib/db/user/two-step.ts';
import { selectPasswordHash } from '#lib/db/user/write-user.ts';
import { AppError } from '#lib/errors.ts';
import { addressOf } from '#lib/http/address-of.ts';
import { provePassword, userIdOf } from './own-password.ts';
import { sessionTokenOf } from './sessions.ts';

export async function readTwoStep(caller: Caller): Promise<TwoStepView> {
  const userId = userIdOf(caller);
  if (userId === null) return { hasPassword: false, onSince: null, recoveryCodesLeft: 0 };
  const row = await selectTwoStep(caller.pool, userId);
  return {
    hasPassword: (await selectPasswordHash(caller.pool, userId)) !== null,
    onSince: row?.onSince?.toISOString() ?? null,
    recoveryCodesLeft: row?.recoveryCodesLeft ?? 0,
  };
}

/** A secret for an app, in place of one that was begun before. Throws `conflict` when two-step sign-in is on. */
export async function startTwoStep(caller: Caller, input: TwoStepStart, nowMs: number): Promise<TwoStepStarted> {
  const userId = await provePassword(caller, input.password, 'password', nowMs);
  const secret = newTotpSecret();
  if (!(await insertTwoStep(caller.pool, userId, sealTotpSecret(secretBox(), userId, secret))))
    throw new AppError('conflict', 'Two-step sign-in is on already: turn it off first.');
  const issuer = `Signalbox ${new URL(publicUrl()).hostname}`;
  return { secret: base32(secret), uri: otpauthUri(secret, issuer, caller.principal.email ?? caller.principal.name) };
}

/** Ten, of which only the hashes are kept. */
async function newRecoveryCodes(client: Client, userId: string): Promise<RecoveryCodes> {
  const codes = Array.from({ length: 10 }, newHumanCode);
  const hashes = codes.map((code) => hashToken(canonicalCode(code)));
  await writeRecoveryCodes(client, userId, hashes);
  return { codes };
}

/** Turns it on with a first code of the app; sessions that were opened without one end, but for the present one. */
export async function confirmTwoStep(
  caller: Caller,
  headers: Headers,
  { code }: TwoStepConfirm,
  nowMs: number,
): Promise<RecoveryCodes> {
  const userId = userIdOf(caller);
  const row = userId === null ? null : await selectTwoStep(caller.pool, userId);
  if (userId === null || !row || row.onSince !== null)
    throw new AppError('conflict', 'There is nothing to confirm: begin with your password.');
  const address = addressOf(headers);
  return await withCode(
    caller.pool,
    { userId, code, address, nowMs, refusal: 'forbidden', isFirst: true },
    async (client) => {
      await deleteSessionsOf(client, userId, sessionTokenOf(headers));
      await audit(client, caller, 'two-step.on');
      return await newRecoveryCodes(client, userId);
    },
  );
}

/** In place of those that are left. */
export async function renewRecoveryCodes(
  caller: Caller,
  headers: Headers,
  proof: TwoStepProof,
  nowMs: number,
): Promise<RecoveryCodes> {
  return await withProof(caller, headers, proof, nowMs, async (client, userId) => {
    await audit(client, caller, 'two-step.recovery-codes');
    return await newRecoveryCodes(client, userId);
  });
}

export async function endTwoStep(caller: Caller, headers: Headers, proof: TwoStepProof, nowMs: number): Promise<void> {
  await withProof(caller, headers, proof, nowMs, async (client, userId) => {
    await deleteTwoStep(client, userId);
    await audit(client, caller, 'two-step.off');
  });
}

async function withProof<T>(
  caller: Caller,
  headers: Headers,
  { password, code }: TwoStepProof,
  nowMs: number,
  act: (client: Client, userId: string) => Promise<T>,
): Promise<T> {
  const userId = await provePassword(caller, password, 'password', nowMs);
  if (!(await selectTwoStep(caller.pool, userId))?.onSince) throw new AppError('conflict', 'Two-step sign-in is off.');
  const address = addressOf(headers);
  return await withCode(caller.pool, { userId, code, address, nowMs, refusal: 'forbidden' }, (client) =>
    act(client, userId),
  );
}

const audit = (client: Client, { principal: { actor } }: Caller, action: string): Promise<void> =>
  insertAudit(client, { actor, action, target: actor, result: 'ok' });
