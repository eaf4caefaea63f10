// OTLP export requests as protobuf, written by hand: a client of the bench must cost next to nothing, and share no code with
// the door. https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
import { randomBytes } from 'node:crypto';

export interface BenchSpan {
  traceId: Buffer;
  spanId: Buffer;
  parentSpanId: Buffer | null;
  name: string;
  /** OTLP number: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  startedAt: number;
  durationUs: number;
  attributes: Record<string, string | number>;
}

const spansPerTrace = 12;

/** Traces of 12 spans, of which 2 are about a job: one span in six is evidence. Moments end at `nowUs`. */
export function benchSpans(count: number, nowUs: number): BenchSpan[] {
  const spans: BenchSpan[] = [];
  for (let n = 0; spans.length < count; n++) {
    const traceId = randomBytes(16);
    const ids = Array.from({ length: spansPerTrace }, () => randomBytes(8));
    const jobId = traceId.toString('hex', 0, 6);
    const start = nowUs - 60_000_000 + (n % 1000) * 10_000;
    for (let i = 0; i < spansPerTrace && spans.length < count; i++) {
      const role = i === 1 ? 'producer' : i === 2 ? 'consumer' : i === 0 ? 'server' : 'client';
      spans.push({
        traceId,
        spanId: ids[i] as Buffer,
        parentSpanId: i === 0 ? null : (ids[i === 2 ? 1 : 0] as Buffer),
        name: {
          producer: 'add mail.send',
          consumer: 'process mail',
          server: 'POST /orders',
          client: 'SELECT shop.orders',
        }[role],
        kind: { server: 2, client: 3, producer: 4, consumer: 5 }[role],
        startedAt: start + i * 1500,
        durationUs: 1000 + ((n * 7919 + i * 104_729) % 90_000),
        attributes: attributesOf(role, jobId, n),
      });
    }
  }
  return spans;
}

function attributesOf(role: string, jobId: string, n: number): Record<string, string | number> {
  if (role === 'producer' || role === 'consumer') {
    return {
      'bullmq.queue.operation': role === 'producer' ? 'add' : 'process',
      'bullmq.queue.name': 'mail',
      'bullmq.job.name': 'send',
      'bullmq.job.id': jobId,
      'correlation.id': `order-${n}`,
      ...(role === 'consumer' ? { 'bullmq.job.attempts.made': 1, 'bullmq.worker.name': `worker-${n % 8}` } : {}),
    };
  }
  const common = {
    'server.address': 'db-1.internal',
    'server.port': 5432,
    'network.peer.address': `10.0.${n % 200}.7`,
  };
  return role === 'server'
    ? {
        ...common,
        'http.request.method': 'POST',
        'url.path': `/orders/${n}`,
        'http.response.status_code': 201,
        'user_agent.original': 'shop/1.4',
      }
    : {
        ...common,
        'db.system.name': 'postgresql',
        'db.namespace': 'shop',
        'db.query.text': 'select * from orders where id = $1',
        'db.operation.name': 'SELECT',
      };
}

/** One ExportTraceServiceRequest of one resource. */
export function otlpRequest(spans: readonly BenchSpan[]): Buffer {
  const scopeSpans = message([
    field(1, message([text(1, 'bench')])),
    ...spans.map((span) => field(2, spanMessage(span))),
  ]);
  const resource = message([
    field(1, keyValue('service.name', 'bench')),
    field(1, keyValue('service.version', '1.0.0')),
  ]);
  return message([field(1, message([field(1, resource), field(2, scopeSpans)]))]);
}

function spanMessage(span: BenchSpan): Buffer {
  return message([
    field(1, span.traceId),
    field(2, span.spanId),
    ...(span.parentSpanId ? [field(4, span.parentSpanId)] : []),
    text(5, span.name),
    Buffer.from([6 << 3, span.kind]),
    fixed64(7, span.startedAt),
    fixed64(8, span.startedAt + span.durationUs),
    ...Object.entries(span.attributes).map(([key, value]) => field(9, keyValue(key, value))),
  ]);
}

const message = (parts: readonly Buffer[]): Buffer => Buffer.concat(parts);
const field = (number: number, body: Buffer): Buffer =>
  Buffer.concat([varint((number << 3) | 2), varint(body.length), body]);
const text = (number: number, value: string): Buffer => field(number, Buffer.from(value));

function keyValue(key: string, value: string | number): Buffer {
  const any = typeof value === 'string' ? text(1, value) : Buffer.concat([Buffer.from([3 << 3]), varint(value)]);
  return message([text(1, key), field(2, any)]);
}

/** Nanoseconds of a moment in microseconds. */
function fixed64(number: number, us: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = (number << 3) | 1;
  bytes.writeBigUInt64LE(BigInt(us) * 1000n, 1);
  return bytes;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}
