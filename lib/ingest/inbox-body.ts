// `inbox.body`: packed evidence of one shard, that of several requests joined, compressed. Half of what it takes plain, in WAL as on disk.
import type { Evidence } from '#lib/domain/evidence.ts';
import { unpackEvidence } from '#lib/domain/unpack-evidence.ts';
import { AppError } from '#lib/errors.ts';
import { compress, decompress } from '#lib/ingest/packed-bytes.ts';

/** Packed evidence itself begins with its version, never with 0. */
const compressedMark = 0;

/** One body of several; each is put in with its length before it. */
export function joinBodies(bodies: readonly Buffer[]): Buffer {
  const pieces: Buffer[] = [];
  for (const body of bodies) {
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32LE(body.length);
    pieces.push(length, body);
  }
  return Buffer.concat([Buffer.of(compressedMark), compress(Buffer.concat(pieces))]);
}

/** All evidence of an inbox row. Throws AppError('invalid_input') for a body that is damaged, 'unavailable' for one of a newer version. */
export function unpackInbox(body: Buffer): Evidence[] {
  if (body[0] !== compressedMark) return unpackEvidence(body);
  const bytes = unfold(body.subarray(1));
  const evidence: Evidence[] = [];
  for (let at = 0; at < bytes.length; ) {
    const from = at + 4;
    const end = from <= bytes.length ? from + bytes.readUInt32LE(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) throw new AppError('invalid_input', 'An inbox row is cut short.');
    for (const item of unpackEvidence(bytes.subarray(from, end))) evidence.push(item);
    at = end;
  }
  return evidence;
}

function unfold(bytes: Buffer): Buffer {
  try {
    return decompress(bytes);
  } catch (error) {
    throw new AppError('invalid_input', 'An inbox row is damaged.', { cause: error });
  }
}
