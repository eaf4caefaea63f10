// /livez, /readyz and /metrics of a process that serves nothing else.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isLoopback } from '#lib/auth/metrics-reader.ts';
import { AppError, httpStatusOf } from '#lib/errors.ts';
import { exposition, expositionType } from './exposition.ts';
import { type Report, readinessText } from './report.ts';

export interface ProbeOptions {
  host: string;
  port: number;
  report: Pick<Report, 'metrics' | 'readiness'>;
  /** Asked when the listener is not bound to loopback; throws AppError when the figures are not for this caller. */
  requireReader(authorization: string | undefined): Promise<void>;
}

const timeoutMs = 10_000;
const maxConnections = 50;

/** Listens until closed. Rejects when the port cannot be had. */
export async function openProbes(options: ProbeOptions): Promise<{ port: number; close(): Promise<void> }> {
  let isOpen = false;
  const server = createServer({ headersTimeout: timeoutMs, requestTimeout: timeoutMs }, (request, response) => {
    response.on('error', () => {});
    answer(options, isOpen, request, response).catch(() => response.destroy());
  });
  server.maxConnections = maxConnections;
  server.listen(options.port, options.host);
  await once(server, 'listening');
  // A probe keeps nothing alive.
  server.unref();
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the probes listen on no network address');
  isOpen = isLoopback(address.address);
  return {
    port: address.port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  { report, requireReader }: ProbeOptions,
  isOpen: boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, body: string, headers: Record<string, string> = {}) =>
    response
      .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers })
      .end(body);
  request.resume();
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return void send(405, 'only GET\n', { allow: 'GET, HEAD' });
  const path = (request.url ?? '/').split('?', 1)[0];
  if (path === '/livez') return void send(200, 'ok\n');
  if (path === '/readyz') {
    const readiness = await report.readiness();
    return void send(readiness.isReady ? 200 : 503, readinessText(readiness));
  }
  if (path !== '/metrics') return void send(404, 'served here: /livez, /readyz, /metrics\n');
  try {
    if (!isOpen) await requireReader(request.headers.authorization);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const status = httpStatusOf[error.code];
    return void send(status, `${error.message}\n`, status === 401 ? { 'www-authenticate': 'Bearer' } : {});
  }
  send(200, exposition(await report.metrics()), { 'content-type': expositionType });
}
