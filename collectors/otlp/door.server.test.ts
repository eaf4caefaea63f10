// The door from outside: who may send, what a database outage does, and what real exporters make of it.
import { trace } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { mintToken } from '#lib/auth/api-token.ts';
import { insertKey } from '#lib/db/key/insert-key.ts';
import { selectLogs } from '#lib/db/log/select-logs.ts';
import { createPool } from '#lib/db/pool.ts';
import { selectSpans } from '#lib/db/span/select-spans.ts';
import { readSettings } from '#lib/env.ts';
import { unpackInbox } from '#lib/ingest/inbox-body.ts';
import { createTestDatabase } from '#lib/testing/database.ts';
import { startDoor } from './door.ts';
import {
  doorFigures,
  jobSpan,
  jsonOf,
  jsonType,
  openTestDoor,
  post,
  type TestDoor,
  testFolder,
  tracesOf,
} from './testing-door.ts';

/** A busy machine is slow, not wrong. */
const patient = { timeout: 15_000 };

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
const opened = async (host?: string): Promise<TestDoor> => {
  const door = await openTestDoor(host);
  open.push(door);
  return door;
};

async function keyFor(door: TestDoor, scope: 'ingest' | 'read', environment?: string): Promise<string> {
  const { token, hash, prefix } = mintToken(scope);
  await insertKey(door.database.pool, { name: 'k', scope, environment, hash, prefix, createdBy: 'test' });
  return token;
}

describe('who may send', () => {
  it('needs no key on loopback', async () => {
    const door = await opened();
    expect((await post(`${door.url}/v1/traces`, jsonType, Buffer.from('{}'))).status).toBe(200);
  });

  it('needs an ingest key when bound to anything else: 401 without, 403 with another kind, 200 with', async () => {
    const door = await opened('0.0.0.0');
    const send = (authorization?: string) =>
      post(`${door.url}/v1/traces`, authorization ? { ...jsonType, authorization } : jsonType, Buffer.from('{}'));
    const missing = await send();
    expect([missing.status, missing.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    expect(JSON.parse(missing.body.toString())).toMatchObject({ code: 16 });
    expect((await send(`Bearer ${mintToken('ingest').token}`)).status).toBe(401);
    expect((await send('Basic dXNlcjpwYXNz')).status).toBe(401);
    expect((await send('Bearer x')).status).toBe(401);
    expect((await send(`Bearer ${await keyFor(door, 'read')}`)).status).toBe(403);
    const key = await keyFor(door, 'ingest');
    expect((await send(`Bearer ${key}`)).status).toBe(200);
    expect((await send(`Bearer%20${key}`)).status).toBe(200);
  });

  it('reads no body of a sender without a key', async () => {
    const door = await opened('0.0.0.0');
    const answer = await post(`${door.url}/v1/traces`, jsonType, Buffer.from('not even json'));
    expect(answer.status).toBe(401);
  });

  it('writes to the environment that the key is for, whatever the sender says', async () => {
    const door = await opened('0.0.0.0');
    const span = jobSpan();
    const authorization = `Bearer ${await keyFor(door, 'ingest', 'staging')}`;
    expect((await post(`${door.url}/v1/traces`, { ...jsonType, authorization }, jsonOf(tracesOf([span])))).status).toBe(
      200,
    );
    const { spans } = await selectSpans(door.database.pool, { traceIds: [String(span.traceId)] });
    expect(spans[0]?.environment).toBe('staging');
  });
});

describe('while the database is away', () => {
  it('acknowledges from the spool, and stores the request once when the database is back, repeated or not', async () => {
    const door = await opened();
    const { pool } = door.database;
    const span = jobSpan();
    const body = jsonOf(tracesOf([span]));
    // A migrated database in which nothing can be written: the outage as the door sees it.
    await pool.query('alter table ingest_batch rename to ingest_batch_away');
    expect((await post(`${door.url}/v1/traces`, jsonType, body)).status).toBe(200);
    expect((await selectSpans(pool, { traceIds: [String(span.traceId)] })).spans).toEqual([]);
    expect(await doorFigures(door.url)).toMatchObject({ records_acked_total: 1, records_in_spool: 1 });
    await pool.query('alter table ingest_batch_away rename to ingest_batch');
    expect((await post(`${door.url}/v1/traces`, jsonType, body)).status).toBe(200);
    await expect.poll(async () => (await doorFigures(door.url)).records_in_spool, patient).toBe(0);
    const { rows } = await pool.query('select count(*)::int4 as n from span');
    expect(rows).toEqual([{ n: 1 }]);
    const figures = await doorFigures(door.url);
    expect(figures).toMatchObject({ records_acked_total: 2, records_stored_total: 1, records_duplicate_total: 1 });
  });

  it('is alive, and ready because it acknowledges from the spool, when Postgres refuses connections', async () => {
    const pool = createPool({ url: 'postgres://nobody@127.0.0.1:1/none' });
    const settings = { ...readSettings({}), otlpHttpPort: 0, otlpGrpcPort: 0, dataDir: testFolder() };
    const door = await startDoor({ settings, pool });
    open.push({ close: () => door.close().then(() => pool.end()) });
    const url = `http://127.0.0.1:${door.port}`;
    expect((await post(`${url}/v1/traces`, jsonType, jsonOf(tracesOf([jobSpan()])))).status).toBe(200);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([200, expect.stringContaining('database does not answer')]);
  });
});

describe('real exporters', () => {
  const providers: { shutdown(): Promise<void> }[] = [];
  afterAll(async () => {
    for (const provider of providers) await provider.shutdown();
  });

  it.each([
    ['JSON', JsonExporter, CompressionAlgorithm.NONE],
    ['JSON with gzip', JsonExporter, CompressionAlgorithm.GZIP],
    ['protobuf', ProtobufExporter, CompressionAlgorithm.NONE],
    ['protobuf with gzip', ProtobufExporter, CompressionAlgorithm.GZIP],
  ])('takes spans of the Node SDK as %s', async (_name, Exporter, compression) => {
    const door = await opened();
    const provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'sdk', 'deployment.environment.name': 'qa' }),
      spanProcessors: [
        new BatchSpanProcessor({ exporter: new Exporter({ url: `${door.url}/v1/traces`, compression }) }),
      ],
    });
    providers.push(provider);
    const tracer = provider.getTracer('by-hand', '1.2.3');
    const parent = tracer.startSpan('parent', { attributes: { list: ['a', 'b'], count: 3, share: 0.5, on: true } });
    const { traceId, spanId } = parent.spanContext();
    const child = tracer.startSpan('child', {
      links: [{ context: parent.spanContext(), attributes: { why: 'test' } }],
    });
    child.recordException(new TypeError('broken'));
    child.setStatus({ code: 2, message: 'broken' });
    child.end();
    parent.end();
    await provider.forceFlush();
    const childId = child.spanContext().traceId;
    const { spans } = await selectSpans(door.database.pool, { traceIds: [traceId, childId] });
    expect(spans.find((span) => span.spanId === spanId)).toMatchObject({
      name: 'parent',
      service: 'sdk',
      environment: 'qa',
      attributes: { list: ['a', 'b'], count: 3, share: 0.5, on: true },
      scope: { name: 'by-hand', version: '1.2.3' },
      flaws: [],
      cut: null,
    });
    expect(spans.find((span) => span.name === 'child')).toMatchObject({
      status: 2,
      statusMessage: 'broken',
      links: [{ traceId, spanId, attributes: { why: 'test' } }],
      events: [{ name: 'exception', attributes: { 'exception.type': 'TypeError', 'exception.message': 'broken' } }],
    });
  });

  it('takes log records of the Node SDK', async () => {
    const door = await opened();
    const provider = new LoggerProvider({
      processors: [new SimpleLogRecordProcessor({ exporter: new OTLPLogExporter({ url: `${door.url}/v1/logs` }) })],
    });
    providers.push(provider);
    const traceId = '1234567890abcdef1234567890abcdef';
    provider.getLogger('l').emit({
      severityNumber: 13,
      body: { what: 'odd' },
      attributes: { n: 1 },
      context: trace.setSpanContext((await import('@opentelemetry/api')).ROOT_CONTEXT, {
        traceId,
        spanId: '1234567890abcdef',
        traceFlags: 1,
      }),
    });
    await provider.forceFlush();
    const read = async () => (await selectLogs(door.database.pool, { traceIds: [traceId] })).logs;
    await expect.poll(read, patient).toMatchObject([{ severity: 13, body: '{"what":"odd"}', attributes: { n: 1 } }]);
  });
});

describe('stopping', () => {
  it('answers what is under way and has stored all that it acknowledged before it closes', async () => {
    const database = await createTestDatabase();
    const door = await startDoor({
      settings: { ...readSettings({}), otlpHttpPort: 0, otlpGrpcPort: 0, dataDir: testFolder() },
      pool: database.pool,
    });
    const url = `http://127.0.0.1:${door.port}/v1/traces`;
    const sending = Array.from({ length: 20 }, () => post(url, jsonType, jsonOf(tracesOf([jobSpan()]))));
    await Promise.race(sending);
    await door.close();
    const { rows } = await database.pool.query<{ n: number }>('select count(*)::int4 as n from span');
    const answers = await Promise.allSettled(sending);
    const acknowledged = answers.filter((one) => one.status === 'fulfilled' && one.value.status === 200).length;
    expect(acknowledged).toBeGreaterThan(0);
    expect(rows[0]?.n).toBe(acknowledged);
    await database.drop();
  });
});

describe('what it hands on', () => {
  it('counts in the inbox what it acknowledged, once, however requests were grouped', async () => {
    const door = await opened();
    const spans = Array.from({ length: 60 }, () => jobSpan());
    const answers = await Promise.all(
      spans.map((span) => post(`${door.url}/v1/traces`, jsonType, jsonOf(tracesOf([span])))),
    );
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    const { rows } = await door.database.pool.query<{ body: Buffer }>('select body from inbox');
    const ids = rows.flatMap((row) => unpackInbox(row.body)).map((item) => item.id);
    expect(ids.sort()).toEqual(spans.map((span) => `${span.spanId}:attempt`).sort());
    expect(rows.length).toBeLessThan(spans.length);
  });
});
