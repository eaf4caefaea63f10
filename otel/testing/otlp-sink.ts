import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { decodeLogs, decodeTraces, type SeenLog, type SeenSpan } from './otlp-proto.ts';

/** A receiver of OTLP/HTTP protobuf on a free port, which keeps what it gets. */
export interface OtlpSink {
  url: string;
  spans: SeenSpan[];
  logs: SeenLog[];
  headers: IncomingHttpHeaders[];
  /** Resolves as soon as `isEnough` holds of the spans that came. */
  until(isEnough: (spans: SeenSpan[]) => boolean): Promise<void>;
  close(): Promise<void>;
}

export async function startOtlpSink(): Promise<OtlpSink> {
  const spans: SeenSpan[] = [];
  const logs: SeenLog[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    headers.push(request.headers);
    if (request.url === '/v1/traces') spans.push(...decodeTraces(body));
    else if (request.url === '/v1/logs') logs.push(...decodeLogs(body));
    response.writeHead(request.url?.startsWith('/v1/') ? 200 : 404, { 'content-type': 'application/x-protobuf' }).end();
    server.emit('received');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    logs,
    headers,
    async until(isEnough) {
      while (!isEnough(spans)) await once(server, 'received');
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
