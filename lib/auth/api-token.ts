// API tokens: 256 random bits behind a recognisable prefix; only their SHA-256 is stored.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyScope } from '#lib/contracts/key.ts';

const prefixOf: Record<KeyScope, string> = { ingest: 'sbx_in_', read: 'sbx_rd_', operate: 'sbx_op_', admin: 'sbx_ad_' };
const shape = /^sbx_(?:in|rd|op|ad)_[A-Za-z0-9_-]{43}$/;

/** A new token for `scope`, with its hash for storage and the first characters to recognise it by. */
export function mintToken(scope: KeyScope): { token: string; hash: Buffer; prefix: string } {
  const token = prefixOf[scope] + randomBytes(32).toString('base64url');
  return { token, hash: hashToken(token), prefix: token.slice(0, 11) };
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Whether this can be one of our tokens at all: spares the database a look-up of noise. */
export function isTokenShaped(token: string): boolean {
  return shape.test(token);
}

/** Compares two secrets in time that does not depend on where they differ. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(hashToken(a), hashToken(b));
}

/** The token of an `Authorization: Bearer …` header; null when there is none, '' when the header is of another scheme. */
export function bearerOf(header: string | null): string | null {
  if (header === null) return null;
  return /^Bearer +([^\s]{1,512})$/i.exec(header)?.[1] ?? '';
}
