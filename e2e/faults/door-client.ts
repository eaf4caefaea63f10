// Sends to the door what no exporter would send: exact headers, exact bytes, and raw sockets.
import { Agent, request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';

export interface Answer {
  /** 0 = the connection broke before an answer. */
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  ms: number;
}

export const protobufType = { 'content-type': 'application/x-protobuf' };
export const jsonType = { 'content-type': 'application/json' };

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** One POST; never throws, never takes longer than `limitMs`. */
export function post(
  url: string,
  headers: Record<string, string>,
  body: Buffer | string,
  limitMs = 20_000,
): Promise<Answer> {
  const beganAt = performance.now();
  return new Promise((resolve) => {
    const end = (status: number, answerHeaders: Answer['headers'], text: string) =>
      resolve({ status, headers: answerHeaders, body: text, ms: performance.now() - beganAt });
    const request = httpRequest(url, { method: 'POST', headers, agent, signal: AbortSignal.timeout(limitMs) });
    request.on('response', (response) => {
      const pieces: Buffer[] = [];
      const done = () => end(response.statusCode ?? 0, response.headers, Buffer.concat(pieces).toString('utf8'));
      response.on('data', (piece: Buffer) => pieces.push(piece)).on('end', done);
      response.on('error', done);
    });
    request.on('error', () => end(0, {}, ''));
    request.setHeader('content-length', Buffer.byteLength(body));
    request.end(body);
  });
}

export interface RawTalk {
  /** Everything that was answered, as Latin-1. */
  answer: string;
  /** Status codes in the order of the answers. */
  statuses: number[];
  /** The other side ended or reset the connection by itself. */
  isClosed: boolean;
  bytesSent: number;
  ms: number;
}

const statusesOf = (answer: string): number[] =>
  [...answer.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map((match) => Number(match[1])).filter((status) => status !== 100);

/**
 * Writes `pieces` one after another to a socket of their own, as fast as it takes them, until they are through, the other side closes, or
 * `limitMs` is over.
 */
export function talkRaw(
  otlpUrl: string,
  pieces: Iterable<Buffer | string> | AsyncIterable<Buffer | string>,
  limitMs: number,
): Promise<RawTalk> {
  const { hostname, port } = new URL(otlpUrl);
  const beganAt = performance.now();
  return new Promise((resolve) => {
    let answer = '';
    let isClosed = false;
    const socket: Socket = connect(Number(port), hostname);
    const limit = setTimeout(() => socket.destroy(), limitMs);
    socket.setNoDelay(true);
    socket.on('data', (piece) => {
      answer += piece.toString('latin1');
    });
    socket.on('error', () => {
      isClosed = true;
    });
    socket.on('end', () => {
      isClosed = true;
    });
    socket.on('close', () => {
      clearTimeout(limit);
      const statuses = statusesOf(answer);
      resolve({ answer, statuses, isClosed, bytesSent: socket.bytesWritten, ms: performance.now() - beganAt });
    });
    socket.on('connect', async () => {
      for await (const piece of pieces) {
        if (socket.destroyed || isClosed) break;
        if (!socket.write(piece)) {
          await new Promise<void>((resolveDrain) => {
            const go = () => {
              socket.off('drain', go).off('close', go);
              resolveDrain();
            };
            socket.once('drain', go).once('close', go);
          });
        }
      }
    });
  });
}
