// The listener: a plain Node server, no framework, so that no body is ever read or parsed before its limits are known.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AppError, httpStatusOf } from '#lib/errors.ts';
import { encodeFailure, encodeSuccess } from '#lib/http/otlp-reply.ts';
import { log } from '#lib/log.ts';
import type { Rejection } from '../decode/decoding.ts';
import { Admission } from './admission.ts';
import { DoorCounters } from './counters.ts';
import type { Sender } from './ingest-key.ts';
import { type Receiver, receive } from './receive.ts';
import { type RequestHead, readHead } from './request-head.ts';

export interface DoorOptions extends Receiver {
  host: string;
  port: number;
  /** Bytes of bodies that may be in memory at once. */
  maxBytesInFlight: number;
  /** Who sends; throws AppError when nobody may. */
  authenticate(authorization: string | undefined): Promise<Sender>;
  /** Throws AppError('too_busy') while the deriver is too far behind. */
  checkBacklog(): Promise<void>;
  /** Rejects when the database does not answer. */
  checkReady(): Promise<void>;
  /** Told what was refused; must not throw. */
  onRejected(rejections: readonly Pick<Rejection, 'reason' | 'count' | 'sample' | 'resource'>[]): void;
  /** Told of a body that could not be decoded; must not throw. */
  onUndecodable(reason: string, message: string): void;
}

export interface Listening {
  port: number;
  /** The bound address, as numbers. */
  address: string;
  /** Shared with the gRPC listener. */
  admission: Admission;
  counters: DoorCounters;
  close(): Promise<void>;
}

const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;
const keepAliveTimeoutMs = 75_000;
const maxConnections = 2_000;
/** How long requests under way are given when the door closes. */
const closeTimeoutMs = 10_000;

/** Listens until closed; `close` answers what is under way first. Rejects when the port cannot be had. */
export async function openDoor(options: DoorOptions): Promise<Listening> {
  const admission = new Admission(options.maxBytesInFlight);
  const counters = new DoorCounters();
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: keepAliveTimeoutMs,
      connectionsCheckingInterval: 5_000,
    },
    (request, response) => {
      // A sender that goes away mid-body makes an error event that nobody else hears.
      request.on('error', () => {});
      response.on('error', () => {});
      answer(options, admission, counters, request, response).catch((error: unknown) => {
        log.error({ err: error }, 'a request could not be answered');
        response.destroy();
      });
    },
  );
  server.maxConnections = maxConnections;
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the door listens on no network address');
  return {
    port: address.port,
    address: address.address,
    admission,
    counters,
    close: () => closeServer(server),
  };
}

/** Lets requests under way finish, then cuts what is left. Senders that lost their connection send again. */
async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A connection that was busy a moment ago would otherwise be kept alive for minutes.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), closeTimeoutMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}

async function answer(
  options: DoorOptions,
  admission: Admission,
  counters: DoorCounters,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (request.method === 'GET' && (await answerProbe(options, admission, counters, path, response))) return;
  const startedAt = performance.now();
  const head = readHead(request.method ?? '', path, request.headers, options.maxBodyBytes);
  if ('status' in head) {
    if (head.status === 405) response.setHeader('allow', 'POST');
    fail(response, head.encoding, typeOf(head.encoding), head.status, head.message);
    request.resume();
    counters.countAnswer('none', head.status, (performance.now() - startedAt) / 1000);
    return;
  }
  const status = await answerSignal(options, admission, counters, head, request, response);
  counters.countAnswer(head.signal, status, (performance.now() - startedAt) / 1000);
}

async function answerSignal(
  options: DoorOptions,
  admission: Admission,
  counters: DoorCounters,
  head: RequestHead,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<number> {
  const share = admission.open();
  try {
    const sender = await options.authenticate(request.headers.authorization);
    await options.checkBacklog();
    const received = await receive(options, request, head, sender, share, Date.now() * 1000);
    counters.accepted += received.accepted;
    counters.rejected += received.partial?.rejected ?? 0;
    if (received.rejections.length > 0) options.onRejected(received.rejections);
    send(response, 200, head.contentType, encodeSuccess(head.encoding, head.signal, received.partial));
    return 200;
  } catch (error) {
    const known = toAppError(error);
    const status = httpStatusOf[known.code];
    if (known.retryAfterSeconds !== undefined) response.setHeader('retry-after', known.retryAfterSeconds);
    if (status === 401) response.setHeader('www-authenticate', 'Bearer');
    if (status === 400) options.onUndecodable('undecodable', known.message);
    fail(response, head.encoding, head.contentType, status, known.message);
    // What was not read is let in and dropped: closing now could reset the connection before the answer is read.
    request.resume();
    return status;
  } finally {
    share.end();
  }
}

/** What is not an AppError is a fault of ours or of the database: the sender should try again. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if ((error as { code?: string }).code === 'ECONNRESET')
    return new AppError('invalid_input', 'the body was cut short');
  log.error({ err: error }, 'a request could not be taken in');
  return new AppError('unavailable', 'the telemetry could not be stored', { cause: error, retryAfterSeconds: 5 });
}

async function answerProbe(
  options: DoorOptions,
  admission: Admission,
  counters: DoorCounters,
  path: string,
  response: ServerResponse,
): Promise<boolean> {
  if (path === '/livez') send(response, 200, 'text/plain', Buffer.from('ok\n'));
  else if (path === '/readyz') {
    const isReady = await options.checkReady().then(
      () => true,
      () => false,
    );
    send(response, isReady ? 200 : 503, 'text/plain', Buffer.from(isReady ? 'ok\n' : 'the database does not answer\n'));
  } else if (path === '/metrics') {
    send(response, 200, 'text/plain; version=0.0.4', Buffer.from(counters.text(admission.bytesInFlight)));
  } else return false;
  return true;
}

const typeOf = (encoding: 'protobuf' | 'json'): string =>
  encoding === 'json' ? 'application/json' : 'application/x-protobuf';

function fail(
  response: ServerResponse,
  encoding: 'protobuf' | 'json',
  contentType: string,
  status: number,
  message: string,
): void {
  send(response, status, contentType, encodeFailure(encoding, status, message));
}

function send(response: ServerResponse, status: number, contentType: string, body: Buffer): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': contentType, 'content-length': body.length });
  response.end(body);
}
