// What the codes of somebody's app follow from, sealed as it is stored.
import type { SecretBox } from '#lib/secrets.ts';

export const twoStepPurpose = 'two-step sign-in';

export const sealTotpSecret = (secrets: SecretBox, userId: string, secret: Buffer): Buffer =>
  secrets.seal(secret.toString('base64'), { purpose: twoStepPurpose, row: userId });

/** Throws AppError('invalid_input') when another SIGNALBOX_SECRET sealed it. */
export const openTotpSecret = (secrets: SecretBox, { id, secret }: { id: string; secret: Buffer }): Buffer =>
  Buffer.from(secrets.open(secret, { purpose: twoStepPurpose, row: id }), 'base64');
