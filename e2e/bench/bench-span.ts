// Spans as an instrumented shop would send them: per trace a request, two of a job (one span in six is evidence), database calls.
// Their attributes take about 470 bytes as JSON: the row of the storage measurements that the floors come from.
import { randomBytes } from 'node:crypto';

export interface BenchSpan {
  traceId: Buffer;
  spanId: Buffer;
  parentSpanId: Buffer | null;
  name: string;
  /** OTLP number: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  /** Microseconds. */
  startedAt: number;
  durationUs: number;
  attributes: Record<string, string | number>;
  /** The name of the one event at its end; null = none. */
  event: string | null;
}

const spansPerTrace = 12;
type Role = 'server' | 'producer' | 'consumer' | 'client';
const roleOf = (i: number): Role => (i === 0 ? 'server' : i === 1 ? 'producer' : i === 2 ? 'consumer' : 'client');
const nameOf: Record<Role, string> = {
  producer: 'add mail.send',
  consumer: 'process mail',
  server: 'POST /orders/{id}/items',
  client: 'SELECT shop.orders',
};
const kindOf: Record<Role, number> = { server: 2, client: 3, producer: 4, consumer: 5 };

/** `count` spans whose moments end about `nowUs`; ids are new each time. */
export function benchSpans(count: number, nowUs: number): BenchSpan[] {
  const spans: BenchSpan[] = [];
  for (let n = 0; spans.length < count; n++) {
    const traceId = randomBytes(16);
    const ids = randomBytes(8 * spansPerTrace);
    const idOf = (i: number): Buffer => ids.subarray(i * 8, i * 8 + 8);
    const jobId = traceId.toString('hex', 0, 6);
    const start = nowUs - 60_000_000 + (n % 1000) * 10_000;
    for (let i = 0; i < spansPerTrace && spans.length < count; i++) {
      const role = roleOf(i);
      spans.push({
        traceId,
        spanId: idOf(i),
        parentSpanId: i === 0 ? null : idOf(i === 2 ? 1 : 0),
        name: nameOf[role],
        kind: kindOf[role],
        startedAt: start + i * 1500,
        durationUs: 1000 + ((n * 7919 + i * 104_729) % 90_000),
        attributes: attributesOf(role, jobId, n, randomBytes(16)),
        // What bullmq-otel says of a job that succeeded.
        event: role === 'consumer' ? 'job completed' : null,
      });
    }
  }
  return spans;
}

const statements = [
  'orders',
  'customers',
  'order_lines',
  'stock',
  'prices',
  'addresses',
  'payments',
  'vouchers',
  'shipments',
].map((table) => `select id, state, total, updated_at from ${table} where customer_id = $1 and shop_id = $2`);

/** `noise`: 16 random bytes. What differs from span to span in real life differs here, or compression would look too good. */
function attributesOf(role: Role, jobId: string, n: number, noise: Buffer): BenchSpan['attributes'] {
  const process = {
    'thread.id': (noise[0] as number) % 64,
    'code.function.name': 'shop.orders.OrderService.handle',
    'code.file.path': '/srv/shop/dist/orders/order-service.js',
    'code.line.number': 100 + (noise.readUInt16LE(1) % 900),
  };
  if (role === 'producer' || role === 'consumer') {
    return {
      ...process,
      'bullmq.queue.operation': role === 'producer' ? 'add' : 'process',
      'bullmq.queue.name': 'mail',
      'bullmq.job.name': 'send',
      'bullmq.job.id': jobId,
      'correlation.id': `order-${n}`,
      'server.address': 'redis-main.shop.internal',
      'shop.customer.id': noise.toString('hex', 8, 16),
      ...(role === 'consumer' ? { 'bullmq.job.attempts.made': 1, 'bullmq.worker.name': `worker-${n % 8}` } : {}),
    };
  }
  const peer = {
    'network.peer.address': `10.0.${noise[3]}.${noise[4]}`,
    'network.peer.port': 30_000 + (noise.readUInt16LE(5) >> 1),
  };
  if (role === 'server') {
    return {
      ...process,
      ...peer,
      'http.request.method': 'POST',
      'http.route': '/orders/{id}/items',
      'url.path': `/orders/${noise.readUInt32LE(7)}/items`,
      'http.response.status_code': 201,
      'http.response.body.size': noise.readUInt16LE(11),
      'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      'http.request.header.x-request-id': noise.toString('hex'),
    };
  }
  return {
    ...process,
    ...peer,
    'server.address': 'db-1.shop.internal',
    'server.port': 5432,
    'db.system.name': 'postgresql',
    'db.namespace': 'shop',
    'db.query.text': statements[(noise[7] as number) % statements.length] as string,
    'db.operation.name': 'SELECT',
    'db.response.returned_rows': (noise[8] as number) % 100,
    'shop.customer.id': noise.toString('hex', 8, 16),
  };
}
