// A sealed value as it was written before it was bound to its row: for tests of what comes after an upgrade.
import { createCipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** Version (1) · key id (4) · nonce (12) · tag (16) · ciphertext, with the purpose as bound data. */
export function sealUnbound(secret: string, text: string, purpose: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', secret, 'signalbox', 'secrets at rest', 32));
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(purpose));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const keyId = createHash('sha256').update(key).digest().subarray(0, 4);
  return Buffer.concat([Buffer.from([1]), keyId, nonce, cipher.getAuthTag(), body]);
}
