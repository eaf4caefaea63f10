import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * Whether `authorization` is `Bearer {secret}`, in a time that tells nothing about the secret: digests of one length are compared. Without a
 * secret nobody is let in.
 */
export function hasCronSecret(authorization: string | null, secret: string | undefined): boolean {
  const isRight = timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${secret ?? ''}`));
  return isRight && secret !== undefined && secret !== '';
}
