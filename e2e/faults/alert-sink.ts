// A receiver of notices that can misbehave as receivers do, and remembers every request that reached it.
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Heard {
  /** `webhook-id`: the same on every try. */
  id: string;
  at: number;
  type: 'alert.firing' | 'alert.resolved';
  episodeId: string;
  rule: string;
  labels: Record<string, string>;
  /** What it was answered; 0 = nothing. */
  status: number;
  isSigned: boolean;
}

export interface AlertSink {
  url: string;
  port: number;
  heard: Heard[];
  secret: string;
  /** Answers from now on; the default answers 200. */
  mode: (response: ServerResponse, heard: Heard) => void;
  /** Refuses connections until `open`. */
  shut(): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
}

export const answering =
  (status: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse, heard: Heard): void => {
    heard.status = status;
    response.writeHead(status, headers).end();
  };

interface Body {
  id: string;
  type: Heard['type'];
  alerts: { type: Heard['type']; episodeId: string; rule: { name: string }; labels: Record<string, string> }[];
}

/** Listens on a free port of loopback. Every alert of a request is heard by itself. */
export async function startSink(): Promise<AlertSink> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const text = Buffer.concat(pieces).toString('utf8');
      const body = JSON.parse(text) as Body;
      const id = String(request.headers['webhook-id']);
      const isSigned = isValid(
        sink.secret,
        id,
        String(request.headers['webhook-timestamp']),
        text,
        String(request.headers['webhook-signature']),
      );
      const all = body.alerts.map(({ type, episodeId, rule, labels }): Heard => {
        return { id, at: Date.now(), type, episodeId, rule: rule.name, labels, status: 0, isSigned };
      });
      sink.heard.push(...all);
      const [first] = all;
      if (first) sink.mode(response, first);
      for (const one of all) one.status = first?.status ?? 0;
    });
  });
  const sink: AlertSink = {
    url: '',
    port: 0,
    heard: [],
    secret: '',
    mode: answering(200),
    async shut() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
    async open() {
      server.listen(sink.port, '127.0.0.1');
      await once(server, 'listening');
    },
    async close() {
      if (server.listening) await sink.shut();
    },
  };
  await sink.open();
  sink.port = (server.address() as AddressInfo).port;
  sink.url = `http://127.0.0.1:${sink.port}/hook`;
  return sink;
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function isValid(secret: string, id: string, timestamp: string, body: string, signatures: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const wanted = `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  return signatures.split(' ').includes(wanted);
}
