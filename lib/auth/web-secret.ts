// What the web process signs sessions and seals secrets with.
import { AppError } from '#lib/errors.ts';
import { createSecretBox, type SecretBox } from '#lib/secrets.ts';

/** Throws AppError('unavailable') without SIGNALBOX_SECRET. */
export function webSecret(): string {
  const secret = process.env.SIGNALBOX_SECRET;
  if (!secret) throw new AppError('unavailable', 'SIGNALBOX_SECRET is not set: start with npm start');
  return secret;
}

/** Throws AppError('unavailable') without SIGNALBOX_SECRET. */
export const secretBox = (): SecretBox => createSecretBox(webSecret());
