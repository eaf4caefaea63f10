// A sender in another language and with another protobuf: Debian has no OpenTelemetry exporter, so the official .proto files are compiled
// for Debian's Python, which sends what its own libraries make of a request, over every encoding.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mintToken } from '#lib/auth/api-token.ts';
import { insertKey } from '#lib/db/key/insert-key.ts';
import { selectLogs } from '#lib/db/log/select-logs.ts';
import { selectSpans } from '#lib/db/span/select-spans.ts';
import { openTestDoor, type TestDoor } from '../testing-door.ts';
import { openPythonExporter, type PythonExporter, type PythonRequest } from './python-exporter.ts';

let door: TestDoor;
let python: PythonExporter;
beforeAll(async () => {
  python = openPythonExporter();
  door = await openTestDoor('0.0.0.0');
});
afterAll(async () => {
  await door.close();
  python.close();
});

const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'snake' } }] };
const nowMs = Date.now();

async function headers(): Promise<Record<string, string>> {
  const { token, hash, prefix } = mintToken('ingest');
  await insertKey(door.database.pool, {
    name: 'python',
    scope: 'ingest',
    environment: undefined,
    hash,
    prefix,
    createdBy: 'test',
  });
  return { Authorization: `Bearer ${token}` };
}

const ways = [
  { encoding: 'http/protobuf', gzip: false },
  { encoding: 'http/protobuf', gzip: true },
  { encoding: 'http/json', gzip: false },
  { encoding: 'http/json', gzip: true },
  { encoding: 'grpc', gzip: false },
  { encoding: 'grpc', gzip: true },
] as const;
const urlFor = (encoding: PythonRequest['encoding'], signal: PythonRequest['signal']): string =>
  encoding === 'grpc' ? `127.0.0.1:${door.grpcPort}` : `${door.url}/v1/${signal}`;

/** A span of every kind of value, as protobuf's JSON mapping has it. */
function spanOf(traceId: string, spanId: string): object {
  return {
    traceId: base64(traceId),
    spanId: base64(spanId),
    parentSpanId: base64('00000000000000aa'),
    name: 'übung 🐍',
    kind: 'SPAN_KIND_CONSUMER',
    startTimeUnixNano: `${nowMs}123456`,
    endTimeUnixNano: `${nowMs + 5}123456`,
    attributes: [
      { key: 'int', value: { intValue: '-9223372036854775808' } },
      { key: 'exact', value: { intValue: '9007199254740993' } },
      { key: 'double', value: { doubleValue: 0.1 } },
      { key: 'nan', value: { doubleValue: 'NaN' } },
      { key: 'bool', value: { boolValue: true } },
      { key: 'bytes', value: { bytesValue: 'AP/+' } },
      { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '1' }] } } },
      { key: 'map', value: { kvlistValue: { values: [{ key: 'k', value: { boolValue: false } }] } } },
    ],
    droppedAttributesCount: 3,
    events: [{ timeUnixNano: `${nowMs}123456`, name: 'exception', attributes: [] }],
    links: [{ traceId: base64('ab'.repeat(16)), spanId: base64('cd'.repeat(8)), flags: 257 }],
    status: { code: 'STATUS_CODE_ERROR', message: 'kaputt' },
    flags: 257,
  };
}

describe.each(ways)('from Python, $encoding, gzip $gzip', ({ encoding, gzip }) => {
  it('stores spans exactly as they were meant, and tells it of the span that it could not take', async () => {
    const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
    const spans = [spanOf(traceId, spanId), spanOf('00'.repeat(16), spanId)];
    const request = { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'py', version: '1' }, spans }] }] };
    const url = urlFor(encoding, 'traces');
    const sent = await python.send({ encoding, url, gzip, signal: 'traces', headers: await headers(), request });
    expect(sent).toEqual({
      code: encoding === 'grpc' ? 0 : 200,
      answer: { partialSuccess: { rejectedSpans: '1', errorMessage: '1 bad-trace-id' } },
    });
    const { spans: stored } = await selectSpans(door.database.pool, { traceIds: [traceId] });
    expect(stored).toHaveLength(1);
    expect(stored[0]).toMatchObject({
      spanId,
      parentSpanId: '00000000000000aa',
      name: 'übung 🐍',
      kind: 5,
      durationUs: 5_000,
      status: 2,
      statusMessage: 'kaputt',
      service: 'snake',
      dropped: [3, 0, 0],
      flags: 257,
      scope: { name: 'py', version: '1' },
      events: [{ name: 'exception', at: nowMs * 1000 + 123 }],
      links: [{ traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), flags: 257 }],
    });
    expect(stored[0]?.attributes).toEqual({
      int: '-9223372036854775808',
      exact: '9007199254740993',
      double: 0.1,
      nan: 'NaN',
      bool: true,
      bytes: { $bytes: 'AP/+' },
      list: ['a', 1],
      map: { k: false },
    });
  });

  it('stores log records', async () => {
    const traceId = randomBytes(16).toString('hex');
    const record = {
      timeUnixNano: `${nowMs}000000`,
      severityNumber: 'SEVERITY_NUMBER_WARN',
      body: { stringValue: 'voll 🐍' },
      attributes: [{ key: 'n', value: { intValue: '7' } }],
      traceId: base64(traceId),
      spanId: base64('12'.repeat(8)),
    };
    const request = { resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] };
    const url = urlFor(encoding, 'logs');
    const sent = await python.send({ encoding, url, gzip, signal: 'logs', headers: await headers(), request });
    expect(sent).toEqual({ code: encoding === 'grpc' ? 0 : 200, answer: {} });
    const { logs } = await selectLogs(door.database.pool, { traceIds: [traceId] });
    expect(logs).toMatchObject([
      { severity: 13, body: 'voll 🐍', attributes: { n: 7 }, service: 'snake', spanId: '12'.repeat(8) },
    ]);
  });

  it('is turned away without a key', async () => {
    const url = urlFor(encoding, 'traces');
    const sent = await python.send({ encoding, url, gzip, signal: 'traces', request: {} });
    expect(sent.code).toBe(encoding === 'grpc' ? 16 : 401);
  });
});
