// Upstash's REST API as it is documented, in front of a real redis-server: shapes, statuses and errors, as far as reading needs them.
// https://upstash.com/docs/redis/features/restapi
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Redis } from 'ioredis';

export interface RestServer {
  url: string;
  /** Commands that would be billed: all but those for operation. */
  billed: string[];
  /** As when the month's commands are used up; null = not. */
  refuseAll: string | null;
  close(): Promise<void>;
}

const free = new Set(['INFO', 'PING', 'AUTH', 'QUIT', 'COMMAND']);
const unsupported = /^(BL|BR|BZ|SELECT|CLIENT|HELLO|AUTH|WATCH|UNWATCH|DISCARD|MULTI|EXEC|CLUSTER|SUBSCRIBE)/i;

/** `users`: token → URL of the user of Redis that it stands for. */
export async function startRestServer(users: Readonly<Record<string, string>>): Promise<RestServer> {
  const clients = new Map(Object.entries(users).map(([token, url]) => [token, new Redis(url)]));
  const self: RestServer = { url: '', billed: [], refuseAll: null, close };
  const server = createServer((request, response) => {
    const say = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const client = clients.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
    if (request.method !== 'POST') return say(405, { error: 'ERR method not allowed' });
    if (!client) return say(401, { error: 'WRONGPASS invalid or missing auth token' });
    if (self.refuseAll !== null) return say(400, { error: self.refuseAll });
    void text(request).then(async (body) => {
      const commands = JSON.parse(body) as string[][];
      const strange = commands.find(([name]) => unsupported.test(name ?? ''));
      if (strange) return say(400, { error: `ERR Command is not available: '${strange[0]}'` });
      self.billed.push(...commands.flatMap(([name = '']) => (free.has(name.toUpperCase()) ? [] : [name])));
      const calls = commands.map(([name = '', ...rest]) => [name.toLowerCase(), ...rest]);
      const batch = request.url === '/multi-exec' ? client.multi(calls) : client.pipeline(calls);
      try {
        const replies = (await batch.exec()) ?? [];
        say(
          200,
          replies.map(([error, result]) => (error ? { error: error.message } : { result })),
        );
      } catch (error) {
        say(400, { error: (error as { previousErrors?: Error[] }).previousErrors?.[0]?.message ?? String(error) });
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  self.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return self;

  async function close(): Promise<void> {
    for (const client of clients.values()) client.disconnect();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}
