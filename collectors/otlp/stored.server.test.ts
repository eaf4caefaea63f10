// The obligations of an OTLP/HTTP receiver that concern what is stored, one test each. Against a running door and Postgres.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selectLogs } from '#lib/db/log/select-logs.ts';
import { withBytes } from './decode/otlp.arbitrary.ts';
import { encode, LogsRequest, TracesRequest } from './decode/otlp-oracle.ts';
import {
  jobSpan,
  jsonOf,
  jsonType,
  logsOf,
  openTestDoor,
  post,
  protobufType,
  storedSpans,
  type TestDoor,
  tracesOf,
} from './testing-door.ts';

let door: TestDoor;
beforeAll(async () => {
  door = await openTestDoor();
});
afterAll(() => door.close());

const traces = () => `${door.url}/v1/traces`;
const protobufOf = (message: object) => encode(TracesRequest, withBytes(message));

describe('JSON', () => {
  it('takes ids in any case, int64 as string or number, missing parent and status, NaN and bytes, and ignores unknown fields', async () => {
    const span = jobSpan({
      traceId: 'ABCDEF'.padEnd(32, 'C'),
      startTimeUnixNano: Date.now() * 1_000_000,
      attributes: [
        { key: 'big', value: { intValue: '9223372036854775807' } },
        { key: 'small', value: { intValue: 5 } },
        { key: 'nan', value: { doubleValue: 'NaN' } },
        { key: 'far', value: { doubleValue: '-Infinity' } },
        { key: 'raw', value: { bytesValue: 'AQI=' } },
        { key: 'nothing', value: {} },
      ],
      unheardOf: { deep: [1] },
      endTimeUnixNano: String((Date.now() + 1) * 1_000_000),
    });
    const body = { ...tracesOf([span]), alsoUnknown: 1 };
    expect((await post(traces(), jsonType, jsonOf(body))).status).toBe(200);
    const [stored] = await storedSpans(door, span);
    expect(stored).toMatchObject({ parentSpanId: null, status: 0 });
    expect(stored?.attributes).toEqual({
      big: '9223372036854775807',
      small: 5,
      nan: 'NaN',
      far: '-Infinity',
      raw: { $bytes: 'AQI=' },
      nothing: null,
    });
  });
});

describe('what is stored', () => {
  it('keeps and marks spans whose end is before their start, missing or far ahead, and those without a start', async () => {
    const now = Date.now();
    const cases: [Record<string, unknown>, string[]][] = [
      [jobSpan({ endTimeUnixNano: String((now - 10_000) * 1_000_000) }), ['end-before-start']],
      [jobSpan({ endTimeUnixNano: '0' }), ['no-end']],
      [jobSpan({ endTimeUnixNano: '18446744073709551615' }), ['end-in-future']],
      [jobSpan({ startTimeUnixNano: '0' }), ['no-start']],
    ];
    const answer = await post(traces(), jsonType, jsonOf(tracesOf(cases.map(([span]) => span))));
    expect([answer.status, answer.body.toString()]).toEqual([200, '{}']);
    for (const [span, flaws] of cases) expect((await storedSpans(door, span))[0]?.flaws).toEqual(flaws);
  });

  it('takes a repeated request once, and shows a span that was stored twice once', async () => {
    const span = jobSpan();
    const body = jsonOf(tracesOf([span]));
    for (let i = 0; i < 3; i++) expect((await post(traces(), jsonType, body)).status).toBe(200);
    const count = () =>
      door.database.pool.query<{ n: number }>('select count(*)::int4 as n from span where span_id = $1', [
        Buffer.from(String(span.spanId), 'hex'),
      ]);
    expect((await count()).rows).toEqual([{ n: 1 }]);
    expect((await post(traces(), jsonType, jsonOf(tracesOf([span, jobSpan()])))).status).toBe(200);
    expect((await count()).rows).toEqual([{ n: 2 }]);
    expect(await storedSpans(door, span)).toHaveLength(1);
  });

  it('takes a request repeated by its sender at the same moment once', async () => {
    const span = jobSpan();
    const body = jsonOf(tracesOf([span]));
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(traces(), jsonType, body)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    expect(await storedSpans(door, span)).toHaveLength(1);
  });

  it('shows a log record once that came in two requests, and two that differ twice', async () => {
    const traceId = 'e1'.repeat(16);
    const at = String(Date.now() * 1_000_000);
    const record = { timeUnixNano: at, traceId, body: { stringValue: 'again' }, attributes: [] };
    for (const body of [logsOf([record]), logsOf([record, { ...record, body: { stringValue: 'other' } }])]) {
      expect((await post(`${door.url}/v1/logs`, jsonType, jsonOf(body))).status).toBe(200);
    }
    const { logs } = await selectLogs(door.database.pool, { traceIds: [traceId] });
    expect(logs.map((log) => log.body).sort()).toEqual(['again', 'other']);
  });

  it('shows what the exporter itself dropped, in both encodings', async () => {
    const dropped = { droppedAttributesCount: 1, droppedEventsCount: 2, droppedLinksCount: 3 };
    const [a, b] = [jobSpan(dropped), jobSpan(dropped)];
    expect((await post(traces(), jsonType, jsonOf(tracesOf([a])))).status).toBe(200);
    expect((await post(traces(), protobufType, protobufOf(tracesOf([b])))).status).toBe(200);
    for (const span of [a, b]) expect((await storedSpans(door, span))[0]?.dropped).toEqual([1, 2, 3]);
  });

  it('replaces NUL and invalid UTF-8 instead of failing the batch', async () => {
    const span = jobSpan({ name: 'a\0b', attributes: [{ key: 'k\0', value: { stringValue: 'x\0y \ud800' } }] });
    const record = {
      traceId: String(span.traceId),
      body: { stringValue: '\0n\ud800' },
      attributes: [{ key: 'a', value: { stringValue: '\0\ud800' } }],
    };
    expect((await post(traces(), jsonType, jsonOf(tracesOf([span])))).status).toBe(200);
    expect((await post(`${door.url}/v1/logs`, jsonType, jsonOf(logsOf([record])))).status).toBe(200);
    expect((await storedSpans(door, span))[0]).toMatchObject({
      name: 'a\ufffdb',
      attributes: { 'k\ufffd': 'x\ufffdy \ufffd' },
    });
    const { logs } = await selectLogs(door.database.pool, { traceIds: [String(span.traceId)] });
    expect(logs[0]).toMatchObject({ body: '\ufffdn\ufffd', attributes: { a: '\ufffd\ufffd' } });
    const other = jobSpan({ name: 'MARK' });
    const bytes = protobufOf(tracesOf([other]));
    bytes.set([0xc3, 0x28, 0xff, 0x00], bytes.indexOf('MARK'));
    expect((await post(traces(), protobufType, bytes)).status).toBe(200);
    expect((await storedSpans(door, other))[0]?.name).toBe('\ufffd(\ufffd\ufffd');
    const log = {
      traceId: Buffer.from(String(other.traceId), 'hex').toString('base64'),
      body: { stringValue: 'binary' },
    };
    expect((await post(`${door.url}/v1/logs`, protobufType, encode(LogsRequest, logsOf([log])))).status).toBe(200);
    expect((await selectLogs(door.database.pool, { traceIds: [String(other.traceId)] })).logs[0]?.body).toBe('binary');
  });

  it('truncates values, attributes, events, links and depth, and records how much was cut', async () => {
    let deep: object = { stringValue: 'bottom' };
    for (let i = 0; i < 40; i++) deep = { arrayValue: { values: [deep] } };
    const many = (n: number, make: (i: number) => object) => Array.from({ length: n }, (_, i) => make(i));
    const span = jobSpan({
      attributes: [
        { key: 'long', value: { stringValue: 'é'.repeat(10_000) } },
        { key: 'deep', value: deep },
        ...many(130, (i) => ({ key: `k${i}`, value: { intValue: i } })),
      ],
      events: many(130, () => ({ name: 'e', timeUnixNano: '1' })),
      links: many(130, () => ({ traceId: 'e'.repeat(32), spanId: 'f'.repeat(16) })),
      droppedAttributesCount: 9,
    });
    const second = { ...span, spanId: 'abababababababab' };
    expect((await post(traces(), jsonType, jsonOf(tracesOf([span])))).status).toBe(200);
    expect((await post(traces(), protobufType, protobufOf(tracesOf([second])))).status).toBe(200);
    const stored = await storedSpans(door, span);
    expect(stored).toHaveLength(2);
    for (const one of stored) {
      expect(one.cut).toEqual({ attributes: 4, events: 2, links: 2, values: 1, depth: 1, replaced: 0 });
      expect(one.dropped).toEqual([9, 0, 0]);
      expect(String(one.attributes.long)).toHaveLength(8192);
      expect([Object.keys(one.attributes).length, one.events.length, one.links.length]).toEqual([128, 128, 128]);
    }
  });

  it('redacts results and payloads before storage', async () => {
    const span = jobSpan({
      attributes: [
        { key: 'messaging.url', value: { stringValue: 'amqp://user:secret@broker:5672/vhost?heartbeat=1' } },
        { key: '$payload', value: { stringValue: 'secret' } },
      ],
      events: [{ name: 'job completed', attributes: [{ key: 'bullmq.job.result', value: { stringValue: 'secret' } }] }],
    });
    expect((await post(traces(), jsonType, jsonOf(tracesOf([span])))).status).toBe(200);
    const [stored] = await storedSpans(door, span);
    expect(JSON.stringify(stored)).not.toContain('secret');
    expect(stored?.attributes['messaging.url']).toBe('amqp://broker:5672/vhost');
  });

  it('redacts them on links, resources and log records as well', async () => {
    const payload = [
      { key: '$payload', value: { stringValue: 'secret' } },
      { key: 'celery.argsrepr', value: { kvlistValue: { values: [{ key: 'k', value: { stringValue: 'secret' } }] } } },
    ];
    const link = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), attributes: payload };
    const span = jobSpan({ links: [link] });
    const resource = { attributes: payload };
    const spans = { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] };
    const record = { traceId: span.traceId, body: { stringValue: 'kept' }, attributes: payload };
    expect((await post(traces(), jsonType, jsonOf(spans))).status).toBe(200);
    expect((await post(`${door.url}/v1/logs`, jsonType, jsonOf(logsOf([record])))).status).toBe(200);
    const [stored] = await storedSpans(door, span);
    const { logs } = await selectLogs(door.database.pool, { traceIds: [String(span.traceId)] });
    expect(stored?.links).toHaveLength(1);
    expect(logs[0]).toMatchObject({ body: 'kept', attributes: { $payload: '[redacted]' } });
    expect(JSON.stringify([stored, logs])).not.toContain('secret');
  });
});
