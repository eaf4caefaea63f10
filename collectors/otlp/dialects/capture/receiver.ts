// What capture programs export to: takes OTLP over HTTP, as JSON or as protobuf, and keeps it in its JSON form.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { jsonOfTraces } from './protobuf-json.ts';

export interface TracesRequest {
  resourceSpans: unknown[];
}

export interface Receiver {
  /** Without a path. */
  url: string;
  /** All that came since the last call, as one request. */
  take(): TracesRequest;
  close(): void;
}

/** Listens on a free port of the loopback interface. */
export async function openReceiver(): Promise<Receiver> {
  let received: unknown[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const sent = Buffer.concat(pieces);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    const type = request.headers['content-type'] ?? '';
    const isJson = type.startsWith('application/json');
    if (request.url === '/v1/traces') {
      const { resourceSpans } = isJson ? (JSON.parse(body.toString()) as TracesRequest) : jsonOfTraces(body);
      received.push(...resourceSpans);
    }
    response.writeHead(200, { 'content-type': type }).end(isJson ? '{}' : '');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = { resourceSpans: received };
      received = [];
      return taken;
    },
    close: () => void server.close(),
  };
}
