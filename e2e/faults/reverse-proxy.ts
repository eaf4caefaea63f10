// A reverse proxy as people put before a web app: one path of its site leads to the product, everything else is somebody else's.
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReverseProxy {
  /** `http://127.0.0.1:port`, without the path. */
  origin: string;
  /** Where the product listens; set once it is known. */
  target: string;
  /** Paths that were asked for beside the product's. */
  strays: string[];
  close(): void;
}

/** Passes `path` and what lies below it on as it is, with the headers that proxies add and an inner Host; answers 404 for the rest. */
export async function openReverseProxy(path: string): Promise<ReverseProxy> {
  const proxy: ReverseProxy = { origin: '', target: '', strays: [], close: () => {} };
  const server = createServer((asked, answer) => {
    const url = asked.url ?? '/';
    if (url !== path && !url.startsWith(`${path}/`) && !url.startsWith(`${path}?`)) {
      proxy.strays.push(url);
      answer.writeHead(404, { 'content-type': 'text/plain' }).end('another site');
      return;
    }
    const { host, ...headers } = asked.headers;
    const added = {
      host: new URL(proxy.target).host,
      'x-forwarded-for': [headers['x-forwarded-for'], asked.socket.remoteAddress].filter(Boolean).join(', '),
      'x-forwarded-host': host ?? '',
      'x-forwarded-proto': 'http',
    };
    const onward = request(proxy.target + url, { method: asked.method, headers: { ...headers, ...added } }, (inner) => {
      answer.writeHead(inner.statusCode ?? 502, inner.headers);
      inner.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  proxy.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return proxy;
}
