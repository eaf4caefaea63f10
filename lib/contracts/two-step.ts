// Signing in with a code after the password: TOTP of an authenticator app, or one of ten recovery codes.
import * as z from 'zod';
import { maybeMoment, moment } from './moment.ts';

/** Six digits, or a recovery code; spaces and dashes as people write them. */
const code = z.string().trim().min(6).max(40);
const password = z.string().min(1).max(200);

/** POST /session, where a code is asked for as well: no session yet. */
export const secondStepAsked = z.object({
  /** Goes with the code to POST /session/second-step. */
  ticket: z.string(),
  expiresAt: moment,
});
export type SecondStepAsked = z.infer<typeof secondStepAsked>;

/** POST /session/second-step: the answer sets the session cookie. */
export const secondStepInput = z.strictObject({ ticket: z.string().min(1).max(100), code });
export type SecondStepInput = z.infer<typeof secondStepInput>;

/** GET /session/two-step: of the one that asks. */
export const twoStepView = z.object({
  /** Without one they sign in elsewhere, which asks for more than a password, or does not. */
  hasPassword: z.boolean(),
  /** Null = off. */
  onSince: maybeMoment,
  recoveryCodesLeft: z.number().int(),
});
export type TwoStepView = z.infer<typeof twoStepView>;

/** POST /session/two-step: nothing is asked for before a first code was confirmed. */
export const twoStepStart = z.strictObject({ password });
export type TwoStepStart = z.infer<typeof twoStepStart>;
/** What an app is told, shown once: in base32, and as an `otpauth:` address. */
export const twoStepStarted = z.object({ secret: z.string(), uri: z.string() });
export type TwoStepStarted = z.infer<typeof twoStepStarted>;

export const twoStepConfirm = z.strictObject({ code });
export type TwoStepConfirm = z.infer<typeof twoStepConfirm>;

/** What turning it off and new recovery codes ask for. */
export const twoStepProof = z.strictObject({ password, code });
export type TwoStepProof = z.infer<typeof twoStepProof>;

/** Told once; those of before end. */
export const recoveryCodes = z.object({ codes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof recoveryCodes>;
