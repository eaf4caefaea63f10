// Codes of authenticator apps: TOTP (RFC 6238) in the one form that every app knows: SHA-1, six digits, steps of 30 s. Pure.
import { createHmac, randomBytes } from 'node:crypto';
import { isSameSecret } from './api-token.ts';

const stepMs = 30_000;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** 160 bits, as RFC 4226 (section 4, R6) recommends. */
export const newTotpSecret = (): Buffer => randomBytes(20);

/** RFC 4648, without padding: how apps take a secret that is typed. */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => letters[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** The number of the step that a moment (ms since the epoch) lies in. */
export const stepAt = (nowMs: number): number => Math.floor(nowMs / stepMs);

/** The six digits of a step (RFC 4226, section 5.3). */
export function codeAt(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) as number) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/**
 * The step whose code this is: the present one, or for clocks that differ the one after or before it, and later than `lastUsed`.
 * Null = none. Of two that share a code by chance the later one, so that it is used up with both.
 */
export function stepOfCode(secret: Buffer, code: string, nowMs: number, lastUsed: number): number | null {
  const now = stepAt(nowMs);
  const steps = [now + 1, now, now - 1].filter((step) => step > lastUsed);
  return steps.find((step) => isSameSecret(codeAt(secret, step), code)) ?? null;
}

/** What a QR code or a link tells an app; `issuer` and `account` are what it shows. */
export function otpauthUri(secret: Buffer, issuer: string, account: string): string {
  const [by, of] = [encodeURIComponent(issuer), encodeURIComponent(account)];
  return `otpauth://totp/${by}:${of}?secret=${base32(secret)}&issuer=${by}`;
}
