// The door over gRPC, from outside.
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, expect, it } from 'vitest';
import { mintToken } from '#lib/auth/api-token.ts';
import { insertKey } from '#lib/db/key/insert-key.ts';
import { selectSpans } from '#lib/db/span/select-spans.ts';
import { startDeriver } from '#lib/derive/start-deriver.ts';
import { readSettings, type Settings } from '#lib/env.ts';
import { field } from '#lib/http/otlp-reply.ts';
import { openTestDoor, type TestDoor } from '../testing-door.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
async function opened(host?: string, over?: Partial<Settings>): Promise<TestDoor> {
  const door = await openTestDoor(host, over);
  open.push(door);
  return door;
}

interface Answer {
  code: status;
  body?: Buffer | undefined;
  metadata?: Metadata;
}
const asIs = (bytes: Buffer): Buffer => bytes;

/** One Export call of raw bytes. */
async function send(
  door: TestDoor,
  service: 'trace' | 'metrics',
  body: Buffer,
  authorization?: string,
): Promise<Answer> {
  const client = new Client(`127.0.0.1:${door.grpcPort}`, credentials.createInsecure());
  const metadata = new Metadata();
  if (authorization) metadata.set('authorization', authorization);
  const name = service === 'trace' ? 'TraceService' : 'MetricsService';
  const path = `/opentelemetry.proto.collector.${service}.v1.${name}/Export`;
  try {
    return await new Promise<Answer>((resolve) => {
      client.makeUnaryRequest(path, asIs, asIs, body, metadata, (error: ServiceError | null, answer?: Buffer) =>
        resolve(error ? { code: error.code, metadata: error.metadata } : { code: status.OK, body: answer }),
      );
    });
  } finally {
    client.close();
  }
}

/** A fixed64 of nanoseconds: now. */
function moment(number: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = (number << 3) | 1;
  bytes.writeBigUInt64LE(BigInt(Date.now()) * 1_000_000n, 1);
  return bytes;
}

/** A request with one span of these ids. */
function request(traceIdBytes = 16, fill = 7): Buffer {
  const span = Buffer.concat([
    field(1, Buffer.alloc(traceIdBytes, fill)),
    field(2, Buffer.alloc(8, 7)),
    field(5, Buffer.from('work')),
    moment(7),
    moment(8),
  ]);
  return field(1, field(2, field(2, span)));
}

it.each([CompressionAlgorithm.NONE, CompressionAlgorithm.GZIP])(
  'makes runs of spans the Node SDK sends (%s)',
  async (compression) => {
    const door = await opened();
    const exporter = new OTLPTraceExporter({ url: `http://127.0.0.1:${door.grpcPort}`, compression });
    const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] });
    const attributes = { 'job.id': 'j1', 'job.name': 'tidy-up', 'job.queue': 'chores' };
    const span = provider.getTracer('t').startSpan('work', { kind: 4, attributes });
    span.end();
    await provider.forceFlush();
    await provider.shutdown();
    const { pool, url } = door.database;
    expect((await selectSpans(pool, { traceIds: [span.spanContext().traceId] })).spans).toHaveLength(1);
    const deriver = await startDeriver({ settings: { ...readSettings({}), databaseUrl: url }, pool });
    open.unshift(deriver);
    const runs = async () => (await pool.query<{ n: number }>('select count(*)::int4 as n from run')).rows[0]?.n;
    await expect.poll(runs, { timeout: 15_000 }).toBe(1);
  },
);

it('answers INVALID_ARGUMENT to what cannot be decoded and RESOURCE_EXHAUSTED to what is too large', async () => {
  const door = await opened();
  expect((await send(door, 'trace', Buffer.from('not protobuf'))).code).toBe(status.INVALID_ARGUMENT);
  const tooLarge = await send(door, 'trace', Buffer.alloc(16 * 1024 * 1024 + 1));
  expect(tooLarge.code).toBe(status.RESOURCE_EXHAUSTED);
  expect(tooLarge.metadata?.get('grpc-status-details-bin')).toEqual([]);
});

it('acknowledges from the spool while the database is away, and answers UNAVAILABLE with RetryInfo when that is full', async () => {
  const door = await opened(undefined, { spoolMaxBytes: 1_000 });
  const { pool } = door.database;
  await pool.query('alter table ingest_batch rename to ingest_batch_away');
  let kept = 0;
  let full = await send(door, 'trace', request(16, 1));
  while (full.code === status.OK && kept < 50) {
    kept++;
    full = await send(door, 'trace', request(16, kept + 1));
  }
  expect(kept).toBeGreaterThan(0);
  expect(full.code).toBe(status.UNAVAILABLE);
  expect(String(full.metadata?.get('grpc-status-details-bin')[0])).toContain('google.rpc.RetryInfo');
  await pool.query('alter table ingest_batch_away rename to ingest_batch');
  const stored = async () => (await pool.query('select count(*)::int4 as n from span')).rows[0];
  await expect.poll(stored, { timeout: 15_000 }).toEqual({ n: kept });
  expect((await send(door, 'trace', request(16, 99))).code).toBe(status.OK);
});

it('needs an ingest key when bound to more than loopback', async () => {
  const door = await opened('0.0.0.0');
  const key = async (scope: 'ingest' | 'read') => {
    const { token, hash, prefix } = mintToken(scope);
    await insertKey(door.database.pool, { name: 'k', scope, environment: undefined, hash, prefix, createdBy: 'test' });
    return `Bearer ${token}`;
  };
  expect((await send(door, 'trace', request())).code).toBe(status.UNAUTHENTICATED);
  expect((await send(door, 'trace', request(), await key('read'))).code).toBe(status.PERMISSION_DENIED);
  expect((await send(door, 'trace', request(), await key('ingest'))).code).toBe(status.OK);
});

it('says in its answer what it left out, and that metrics are not stored', async () => {
  const door = await opened();
  expect(String((await send(door, 'trace', request(5))).body)).toContain('1 bad-trace-id');
  expect((await send(door, 'trace', request())).body).toEqual(Buffer.alloc(0));
  expect(String((await send(door, 'metrics', Buffer.alloc(0))).body)).toContain('metrics are not stored');
});

it('takes no more calls once closed', async () => {
  const door = await openTestDoor();
  expect((await send(door, 'trace', request())).code).toBe(status.OK);
  await door.close();
  expect((await send(door, 'trace', request())).code).toBe(status.UNAVAILABLE);
});
