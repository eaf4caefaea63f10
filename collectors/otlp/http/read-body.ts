// Reads a request body with limits on what is sent and on what it inflates to, counted while it streams: a small gzip of
// many gigabytes is refused as soon as it passes the limit.
import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { AppError } from '#lib/errors.ts';
import type { Share } from './admission.ts';

export interface BodyOptions {
  isGzip: boolean;
  /** As declared: `share` holds room for it already; null = room is taken as it comes. */
  contentLength: number | null;
  /** For the body as sent and again for the body as inflated. */
  maxBytes: number;
  share: Share;
}

const tooLarge = (maxBytes: number) => new AppError('too_large', `the body is larger than ${maxBytes} bytes`);

/** The whole body, inflated. Throws AppError: too_large, unavailable (no room), invalid_input (not gzip, or cut short). */
export async function readBody(request: IncomingMessage, options: BodyOptions): Promise<Buffer> {
  const { share, maxBytes } = options;
  const sent = countedPieces(request, maxBytes, options.contentLength === null ? share : null);
  return options.isGzip ? inflate(sent, options) : collect(sent);
}

async function* countedPieces(request: IncomingMessage, maxBytes: number, share: Share | null) {
  let total = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    total += (piece as Buffer).length;
    if (total > maxBytes) throw tooLarge(maxBytes);
    share?.grow((piece as Buffer).length);
    yield piece as Buffer;
  }
  if (!request.complete) throw new AppError('invalid_input', 'the body was cut short');
}

async function collect(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const held: Buffer[] = [];
  for await (const piece of pieces) held.push(piece);
  return held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held);
}

async function inflate(sent: AsyncIterable<Buffer>, { maxBytes, share }: BodyOptions): Promise<Buffer> {
  const gunzip = createGunzip();
  const feeding = feed(gunzip, sent);
  // Its fault reaches us through the stream as well.
  feeding.catch(() => {});
  try {
    const held: Buffer[] = [];
    let total = 0;
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      total += piece.length;
      if (total > maxBytes) throw tooLarge(maxBytes);
      share.grow(piece.length);
      held.push(piece);
    }
    await feeding;
    return Buffer.concat(held);
  } catch (error) {
    gunzip.destroy();
    await feeding.catch(() => {});
    if (error instanceof AppError) throw error;
    throw new AppError('invalid_input', 'the body is not gzip', { cause: error });
  }
}

async function feed(gunzip: ReturnType<typeof createGunzip>, sent: AsyncIterable<Buffer>): Promise<void> {
  try {
    for await (const piece of sent) {
      if (gunzip.destroyed) return;
      if (!gunzip.write(piece)) await new Promise((resolve) => gunzip.once('drain', resolve).once('close', resolve));
    }
    gunzip.end();
  } catch (error) {
    gunzip.destroy(error as Error);
    throw error;
  }
}
