// The shop: an HTTP server that takes orders and puts them into pg-boss. It knows nothing of correlation: the preload takes it from the header.

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { PgBoss } from 'pg-boss';
import { getCorrelation } from '#otel/index.ts';
import { complain } from '../complain.ts';
import { isScenario, type Order } from '../orders.ts';
import { orderQueue, startBoss } from '../queues/boss.ts';
import { readDemoSettings } from '../settings.ts';
import { runRole } from './role.ts';

let lastOrder = 0;

async function takeOrder(boss: PgBoss, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = (await json(request)) as { scenario?: unknown; items?: unknown };
  lastOrder += 1;
  const orderId = `o-${process.pid}-${lastOrder}`;
  const order: Order = {
    orderId,
    correlationId: getCorrelation() ?? orderId,
    scenario: isScenario(body.scenario) ? body.scenario : 'plain',
    items: Number(body.items) || 1,
  };
  const jobId = await boss.send(orderQueue, order);
  response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify({ orderId, jobId }));
}

await runRole(async () => {
  const settings = readDemoSettings(process.env);
  const boss = await startBoss(settings.databaseUrl, 'producer');
  const server = createServer((request, response) => {
    const isOrder = request.method === 'POST' && request.url === '/orders';
    if (!isOrder) return void response.writeHead(404).end();
    takeOrder(boss, request, response).catch((error: unknown) => {
      complain(error);
      response.writeHead(500).end();
    });
  });
  server.listen(settings.shopPort, '127.0.0.1');
  await once(server, 'listening');
  return {
    info: { port: (server.address() as AddressInfo).port },
    async close() {
      server.close();
      server.closeIdleConnections();
      await boss.stop({ graceful: true, timeout: 3000 });
    },
  };
});
