// The door over gRPC, from outside.
import { status } from '@grpc/grpc-js';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, expect, it } from 'vitest';
import { mintToken } from '#lib/auth/api-token.ts';
import { insertKey } from '#lib/db/key/insert-key.ts';
import { selectSpans } from '#lib/db/span/select-spans.ts';
import { startDeriver } from '#lib/derive/start-deriver.ts';
import { readSettings, type Settings } from '#lib/env.ts';
import { encode, LogsRequest } from '../decode/otlp-oracle.ts';
import { openTestDoor, type TestDoor } from '../testing-door.ts';
import { callDoor, exportPaths, tracesMessage } from './testing-call.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
async function opened(host?: string, over?: Partial<Settings>): Promise<TestDoor> {
  const door = await openTestDoor(host, over);
  open.push(door);
  return door;
}

const send = (door: TestDoor, signal: keyof typeof exportPaths, body: Buffer, authorization?: string) =>
  callDoor(door.grpcPort, exportPaths[signal], body, authorization ? { authorization } : {});

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
    await expect.poll(runs, { timeout: 45_000 }).toBe(1);
  },
);

it('answers INVALID_ARGUMENT to what cannot be decoded and RESOURCE_EXHAUSTED to what is too large', async () => {
  const door = await opened();
  expect((await send(door, 'traces', Buffer.from('not protobuf'))).code).toBe(status.INVALID_ARGUMENT);
  const tooLarge = await send(door, 'traces', Buffer.alloc(16 * 1024 * 1024 + 1));
  expect(tooLarge).toMatchObject({ code: status.RESOURCE_EXHAUSTED, retryAfter: null });
});

it('acknowledges from the spool while the database is away, and answers UNAVAILABLE with RetryInfo when that is full', async () => {
  const door = await opened(undefined, { spoolMaxBytes: 1_000 });
  const { pool } = door.database;
  await pool.query('alter table ingest_batch rename to ingest_batch_away');
  let kept = 0;
  let full = await send(door, 'traces', tracesMessage({ spanId: 1 }));
  while (full.code === status.OK && kept < 50) {
    kept++;
    full = await send(door, 'traces', tracesMessage({ spanId: kept + 1 }));
  }
  expect(kept).toBeGreaterThan(0);
  expect(full.code).toBe(status.UNAVAILABLE);
  expect(full.retryAfter).toBeGreaterThan(0);
  await pool.query('alter table ingest_batch_away rename to ingest_batch');
  const stored = async () => (await pool.query('select count(*)::int4 as n from span')).rows[0];
  await expect.poll(stored, { timeout: 15_000 }).toEqual({ n: kept });
  expect((await send(door, 'traces', tracesMessage({ spanId: 99 }))).code).toBe(status.OK);
});

it('needs an ingest key when bound to more than loopback', async () => {
  const door = await opened('0.0.0.0');
  const key = async (scope: 'ingest' | 'read') => {
    const { token, hash, prefix } = mintToken(scope);
    await insertKey(door.database.pool, { name: 'k', scope, environment: undefined, hash, prefix, createdBy: 'test' });
    return `Bearer ${token}`;
  };
  expect((await send(door, 'traces', tracesMessage())).code).toBe(status.UNAUTHENTICATED);
  expect((await send(door, 'traces', tracesMessage(), await key('read'))).code).toBe(status.PERMISSION_DENIED);
  const ingest = await key('ingest');
  expect((await send(door, 'traces', tracesMessage(), ingest)).code).toBe(status.OK);
  expect((await send(door, 'logs', Buffer.alloc(0), encodeURIComponent(ingest))).code).toBe(status.OK);
});

it('takes log records, and empty requests of every signal', async () => {
  const door = await opened();
  const logs = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'over gRPC' } }] }] }] };
  expect((await send(door, 'logs', encode(LogsRequest, logs))).code).toBe(status.OK);
  const stored = await door.database.pool.query('select body from log');
  expect(stored.rows).toEqual([{ body: 'over gRPC' }]);
  for (const signal of ['traces', 'logs'] as const) {
    expect(await send(door, signal, Buffer.alloc(0))).toMatchObject({ code: status.OK, body: Buffer.alloc(0) });
  }
});

it('inflates gzip, in threads too when it is large', async () => {
  const door = await opened();
  const spans = Buffer.concat(Array.from({ length: 1_500 }, (_, i) => tracesMessage({ spanId: (i % 250) + 1 })));
  const answer = await callDoor(door.grpcPort, exportPaths.traces, spans, { isGzip: true });
  expect(answer.code).toBe(status.OK);
  const stored = await door.database.pool.query('select count(*)::int4 as n from span');
  expect(stored.rows).toEqual([{ n: 1_500 }]);
});

it('says in its answer what it left out, and that metrics are not stored', async () => {
  const door = await opened();
  expect(String((await send(door, 'traces', tracesMessage({ traceIdBytes: 5 }))).body)).toContain('1 bad-trace-id');
  expect((await send(door, 'traces', tracesMessage())).body).toEqual(Buffer.alloc(0));
  expect(String((await send(door, 'metrics', Buffer.alloc(0))).body)).toContain('metrics are not stored');
});

it('takes no more calls once closed', async () => {
  const door = await openTestDoor();
  expect((await send(door, 'traces', tracesMessage())).code).toBe(status.OK);
  await door.close();
  expect((await send(door, 'traces', tracesMessage())).code).toBe(status.UNAVAILABLE);
});
