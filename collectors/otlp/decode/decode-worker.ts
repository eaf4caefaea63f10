// The thread of `decode-pool.ts`: takes one body at a time, answers with everything that is to be stored as one buffer.
import { serialize } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { AppError, type ErrorCode } from '#lib/errors.ts';
import { type BodyToDecode, decodeRequest } from './decode-request.ts';

/** `decoded`: a DecodedRequest as `serialize` of node:v8 makes it, without what its buffers leave unused. */
export type WorkerAnswer =
  | 'ready'
  | { decoded: Uint8Array<ArrayBuffer> }
  | { refusal: { code: ErrorCode; message: string } };

parentPort?.on('message', (asked: BodyToDecode) => {
  try {
    // A Buffer comes as the plain array of its bytes.
    const { buffer, byteOffset, byteLength } = asked.body;
    const bytes = serialize(decodeRequest({ ...asked, body: Buffer.from(buffer, byteOffset, byteLength) }));
    // It was moved here and nothing points into it: freed now, it causes no garbage collection.
    (buffer as ArrayBuffer).transfer(0);
    const decoded = new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
    answer({ decoded }, decoded.byteLength === decoded.buffer.byteLength ? [decoded.buffer] : []);
  } catch (error) {
    // Anything else ends this thread, and the pool says so.
    if (!(error instanceof AppError)) throw error;
    answer({ refusal: { code: error.code, message: error.message } }, []);
  }
});

answer('ready', []);

function answer(message: WorkerAnswer, transfer: ArrayBuffer[]): void {
  parentPort?.postMessage(message, transfer);
}
