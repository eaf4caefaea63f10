// The HTTP listener: a plain Node server, no framework, so that no body is ever read or parsed before its limits are known.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AppError, httpStatusOf } from '#lib/errors.ts';
import { encodeFailure, encodeSuccess, type OtlpEncoding } from '#lib/http/otlp-reply.ts';
import type { SideDoor } from '#lib/http/side-door.ts';
import { log } from '#lib/log.ts';
import { exposition, expositionType, type Metric } from '#lib/metrics/exposition.ts';
import { type Readiness, readinessText } from '#lib/metrics/report.ts';
import { answerClientError } from './client-error.ts';
import { type ConnectionLimits, Connections } from './connections.ts';
import { type DoorGauges, doorMetrics } from './door-metrics.ts';
import { readBody } from './read-body.ts';
import { type RequestHead, readHead } from './request-head.ts';
import { type Intake, takeIn } from './take-in.ts';
import { refuseUnclear } from './unclear-request.ts';

export interface DoorOptions extends Intake {
  host: string;
  port: number;
  /** As sent, and again as inflated. */
  maxBodyBytes: number;
  connections?: ConnectionLimits;
  timeouts?: Timeouts;
  readiness(): Promise<Readiness>;
  spoolGauges(): DoorGauges['spool'];
  /** Paths that are answered beside OTLP. */
  beside?: Pick<SideDoor, 'answer'> | undefined;
  /** What else this process tells of itself. */
  otherMetrics(): Promise<readonly Metric[]>;
  /** Throws AppError when the figures are not for this caller. */
  requireMetricsReader(authorization: string | undefined): Promise<void>;
}

export interface Listening {
  port: number;
  /** The bound address, as numbers. */
  address: string;
  close(): Promise<void>;
}

export interface Timeouts {
  /** From the first byte, or from the connection's begin, to the end of the head. */
  headersMs: number;
  /** From the first byte of a request to the last of its body. */
  requestMs: number;
  /** How often both are looked at: a slow sender is cut that much later at most. */
  checkEveryMs: number;
}

/** Together below 30 s, and longer than any exporter waits. */
export const defaultTimeouts: Timeouts = { headersMs: 10_000, requestMs: 20_000, checkEveryMs: 2_000 };
const keepAliveTimeoutMs = 75_000;
const requestsPerConnection = 100_000;
const defaultConnections: ConnectionLimits = { total: 2_000, perAddress: 1_000 };
/** The body of a refused request is let in and dropped for so long: closing at once could reset the connection before the answer is read. */
const dropForMs = 5_000;
/** How long requests under way are given when the door closes. */
const closeTimeoutMs = 5_000;

/** Listens until closed; `close` answers what is under way first. Rejects when the port cannot be had. */
export async function openDoor(options: DoorOptions): Promise<Listening> {
  const connections = new Connections(options.connections ?? defaultConnections);
  const { headersMs, requestMs, checkEveryMs } = options.timeouts ?? defaultTimeouts;
  const server = createServer(
    {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      keepAliveTimeout: keepAliveTimeoutMs,
      connectionsCheckingInterval: checkEveryMs,
      // Node would refuse such a request and run the next one behind it; we run neither.
      requireHostHeader: false,
    },
    (request, response) => {
      // A sender that goes away mid-body makes an error event that nobody else hears.
      request.on('error', () => {});
      response.on('error', () => {});
      if (refuseUnclear(request, response)) return;
      connections.begin(request.socket);
      response.once('close', () => connections.end(request.socket));
      answer(options, connections, request, response).catch((error: unknown) => {
        log.error({ err: error }, 'a request could not be answered');
        response.destroy();
      });
    },
  );
  server.maxRequestsPerSocket = requestsPerConnection;
  server.on('clientError', answerClientError);
  server.on('connection', (socket) => connections.enter(socket));
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the door listens on no network address');
  return { port: address.port, address: address.address, close: () => closeServer(server) };
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
  connections: Connections,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (request.method === 'GET' && (await answerProbe(options, connections, path, request, response))) return;
  const startedAt = performance.now();
  const beside = options.beside?.answer(path, request, response);
  if (beside) {
    options.counters.begin();
    const status = await beside;
    const outcome = status < 400 ? 'acked' : status < 500 ? 'refused' : 'failed';
    options.counters.countAnswer('check-in', status, outcome, (performance.now() - startedAt) / 1000);
    return dropRest(request);
  }
  const head = readHead(request.method ?? '', path, request.headers, options.maxBodyBytes);
  if ('status' in head) {
    options.counters.begin();
    if (head.status === 405) response.setHeader('allow', 'POST');
    const contentType = head.encoding === 'json' ? 'application/json' : 'application/x-protobuf';
    send(response, head.status, contentType, encodeFailure(head.encoding, head.status, head.message));
    options.counters.countAnswer('none', head.status, 'refused', (performance.now() - startedAt) / 1000);
  } else await answerSignal(options, head, request, response);
  dropRest(request);
}

async function answerSignal(
  options: DoorOptions,
  head: RequestHead,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const outcome = await takeIn(options, {
    signal: head.signal,
    encoding: head.encoding,
    authorization: request.headers.authorization,
    contentLength: head.contentLength,
    read: (share) => readBody(request, { ...head, maxBytes: options.maxBodyBytes, share }),
  });
  if (outcome instanceof AppError) fail(response, head, outcome);
  else send(response, 200, head.contentType, encodeSuccess(head.encoding, head.signal, outcome.partial));
}

function fail(
  response: ServerResponse,
  { encoding, contentType }: { encoding: OtlpEncoding; contentType: string },
  error: AppError,
): void {
  const status = httpStatusOf[error.code];
  if (error.retryAfterSeconds !== undefined) response.setHeader('retry-after', error.retryAfterSeconds);
  if (status === 401) response.setHeader('www-authenticate', 'Bearer');
  send(response, status, contentType, encodeFailure(encoding, status, error.message));
}

function dropRest(request: IncomingMessage): void {
  if (request.complete) return;
  const cut = setTimeout(() => request.socket.destroy(), dropForMs);
  request.once('close', () => clearTimeout(cut));
  request.resume();
}

async function answerProbe(
  options: DoorOptions,
  connections: Connections,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (path === '/livez') send(response, 200, 'text/plain', Buffer.from('ok\n'));
  else if (path === '/readyz') {
    const readiness = await options.readiness();
    send(response, readiness.isReady ? 200 : 503, 'text/plain', Buffer.from(readinessText(readiness)));
  } else if (path === '/metrics') {
    const refusal = await refusalOf(options, request);
    if (refusal) fail(response, { encoding: 'json', contentType: 'application/json' }, refusal);
    else send(response, 200, expositionType, await metricsBody(options, connections));
  } else return false;
  return true;
}

async function refusalOf(options: DoorOptions, request: IncomingMessage): Promise<AppError | null> {
  try {
    await options.requireMetricsReader(request.headers.authorization);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

async function metricsBody(options: DoorOptions, connections: Connections): Promise<Buffer> {
  const others = await options.otherMetrics();
  const { bytesInFlight } = options.admission;
  const gauges = { bytesInFlight, connections: connections.count, spool: options.spoolGauges() };
  return Buffer.from(exposition([...doorMetrics(options.counters, gauges), ...others]));
}

function send(response: ServerResponse, status: number, contentType: string, body: Buffer): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': contentType, 'content-length': body.length });
  response.end(body);
}
