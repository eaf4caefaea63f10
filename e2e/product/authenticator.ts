// An authenticator app: the codes of RFC 6238 from a secret in base32, apart from the product's own.
import { createHmac } from 'node:crypto';

/** The code at a moment (ms since the epoch). */
export function codeOf(secret: string, atMs: number): string {
  const bits = [...secret.replaceAll(' ', '')].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  const key = Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeUInt32BE(Math.floor(atMs / 30_000), 4);
  const mac = createHmac('sha1', key).update(step).digest();
  const number = mac.readUInt32BE((mac[19] as number) & 0xf) & 0x7fffffff;
  return (number % 1_000_000).toString().padStart(6, '0');
}
