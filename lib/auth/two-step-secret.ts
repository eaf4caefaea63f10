// What the codes of somebody's app follow from, sealed as it is stored.
import type { SecretBox } from '#lib/secrets.ts';

export const twoStepPurpose = 'two-step sign-in';

export const sealTotpSecret = (secrets: SecretBox, secret: Buffer): Buffer =>
  secrets.seal(secret.toString('base64'), twoStepPurpose);

/** Throws AppError('invalid_input') when another SIGNALBOX_SECRET sealed it. */
export const openTotpSecret = (secrets: SecretBox, sealed: Buffer): Buffer =>
  Buffer.from(secrets.open(sealed, twoStepPurpose), 'base64');
