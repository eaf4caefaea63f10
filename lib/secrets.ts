// Secrets at rest: AES-256-GCM under a key derived from SIGNALBOX_SECRET. Write-only: only the watcher opens them, nothing answers them.
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '#lib/errors.ts';

// Layout of a sealed value: version (1) · key id (4) · nonce (12) · tag (16) · ciphertext.
const version = 1;
const keyIdLength = 4;
const nonceLength = 12;
const tagLength = 16;
const headerLength = 1 + keyIdLength + nonceLength + tagLength;

export interface SecretBox {
  /** First bytes of the key's hash, in hex: tells which secret sealed a value, and nothing about it. */
  keyId: string;
  /** `purpose` must be the same when opening: a value sealed for one place cannot be moved to another. */
  seal(text: string, purpose: string): Buffer;
  /** Throws AppError('invalid_input') when another secret sealed it or it was altered. */
  open(sealed: Buffer, purpose: string): string;
}

/** Which secret sealed this: compare with a box's `keyId`. */
export const keyIdOf = (sealed: Buffer): string => sealed.subarray(1, 1 + keyIdLength).toString('hex');

/** Derives the key once (HKDF-SHA256, RFC 5869); `secret` is SIGNALBOX_SECRET. */
export function createSecretBox(secret: string): SecretBox {
  if (secret.length === 0) throw new AppError('invalid_input', 'SIGNALBOX_SECRET is not set.');
  const key = Buffer.from(hkdfSync('sha256', secret, 'signalbox', 'secrets at rest', 32));
  const keyIdBytes = createHash('sha256').update(key).digest().subarray(0, keyIdLength);
  return {
    keyId: keyIdBytes.toString('hex'),
    seal(text, purpose) {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      cipher.setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.from([version]), keyIdBytes, nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, purpose) {
      if (sealed.length < headerLength || sealed[0] !== version) {
        throw new AppError('invalid_input', 'A stored secret has an unknown form; enter it again.');
      }
      const nonceAt = 1 + keyIdLength;
      if (!sealed.subarray(1, nonceAt).equals(keyIdBytes)) {
        throw new AppError(
          'invalid_input',
          'A stored secret was written under another SIGNALBOX_SECRET; set that one again, or enter the secret again.',
        );
      }
      const nonce = sealed.subarray(nonceAt, nonceAt + nonceLength);
      const tag = sealed.subarray(nonceAt + nonceLength, headerLength);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
      decipher.setAAD(Buffer.from(purpose));
      decipher.setAuthTag(tag);
      try {
        return Buffer.concat([decipher.update(sealed.subarray(headerLength)), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new AppError('invalid_input', 'A stored secret was altered; enter it again.', { cause });
      }
    },
  };
}
