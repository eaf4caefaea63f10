// Secrets at rest: AES-256-GCM under a key derived from SIGNALBOX_SECRET. Write-only: only the watcher opens them, nothing answers them.
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '#lib/errors.ts';

// Layout of a sealed value: version (1) · key id (4) · nonce (12) · tag (16) · ciphertext. Version 1 was bound to its purpose alone.
const version = 2;
const unboundVersion = 1;
const keyIdLength = 4;
const nonceLength = 12;
const tagLength = 16;
const headerLength = 1 + keyIdLength + nonceLength + tagLength;

export interface SecretBox {
  /** First bytes of the key's hash, in hex: tells which secret sealed a value, and nothing about it. */
  keyId: string;
  /** `place` must be the same when opening: a value sealed for one row cannot be moved to another. */
  seal(text: string, place: Place): Buffer;
  /** Also what a version before sealed for the purpose alone. Throws AppError('invalid_input') when another secret sealed it or it was altered. */
  open(sealed: Buffer, place: Place): string;
}

/** Where a sealed value is kept. */
export interface Place {
  /** What it is: one for each kind of value, in one table. */
  purpose: string;
  /** The id of the row in that table, taken before the row is written. */
  row: string;
}

/** Which secret sealed this: compare with a box's `keyId`. */
export const keyIdOf = (sealed: Buffer): string => sealed.subarray(1, 1 + keyIdLength).toString('hex');

/** Whether it opens in its own row only; sealed before there were such, it should be sealed anew. */
export const isBoundToRow = (sealed: Buffer): boolean => sealed[0] === version;

/** A purpose holds no NUL, nor does an id: no two places look alike. */
const boundData = (sealedVersion: number, { purpose, row }: Place): Buffer =>
  Buffer.from(sealedVersion === unboundVersion ? purpose : `${purpose}\0${row}`);

/** Derives the key once (HKDF-SHA256, RFC 5869); `secret` is SIGNALBOX_SECRET. */
export function createSecretBox(secret: string): SecretBox {
  if (secret.length === 0) throw new AppError('invalid_input', 'SIGNALBOX_SECRET is not set.');
  const key = Buffer.from(hkdfSync('sha256', secret, 'signalbox', 'secrets at rest', 32));
  const keyIdBytes = createHash('sha256').update(key).digest().subarray(0, keyIdLength);
  return {
    keyId: keyIdBytes.toString('hex'),
    seal(text, place) {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      cipher.setAAD(boundData(version, place));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.from([version]), keyIdBytes, nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, place) {
      const [sealedVersion] = sealed;
      if (sealed.length < headerLength || (sealedVersion !== version && sealedVersion !== unboundVersion)) {
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
      decipher.setAAD(boundData(sealedVersion, place));
      decipher.setAuthTag(tag);
      try {
        return Buffer.concat([decipher.update(sealed.subarray(headerLength)), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new AppError('invalid_input', 'A stored secret was altered; enter it again.', { cause });
      }
    },
  };
}
