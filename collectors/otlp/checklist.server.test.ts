// The obligations of an OTLP/HTTP receiver towards senders, one test each (answers: `answers.server.test.ts`, what is stored:
// `stored.server.test.ts`, gRPC: `grpc/`, shapes and limits without a server: `decode/*.test.ts`).
// Against a running door and Postgres. Source: https://opentelemetry.io/docs/specs/otlp/
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selectLogs } from '#lib/db/log/select-logs.ts';
import { unpackInbox } from '#lib/ingest/inbox-body.ts';
import { withBytes } from './decode/otlp.arbitrary.ts';
import { ExportResponse, encode, TracesRequest } from './decode/otlp-oracle.ts';
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

describe('endpoints', () => {
  it('accepts POST /v1/traces and stores spans and evidence', async () => {
    const span = jobSpan();
    const answer = await post(traces(), jsonType, jsonOf(tracesOf([span])));
    expect(answer.status).toBe(200);
    expect(await storedSpans(door, span)).toMatchObject([
      { name: 'work', service: 'tester', environment: 'production', kind: 5 },
    ]);
    const inbox = await door.database.pool.query<{ body: Buffer }>('select body from inbox');
    const evidence = inbox.rows.flatMap((row) => unpackInbox(row.body));
    expect(evidence.map((item) => item.id)).toContain(`${span.spanId}:attempt`);
  });

  it('accepts POST /v1/logs', async () => {
    const traceId = 'c'.repeat(32);
    const record = {
      timeUnixNano: String(Date.now() * 1_000_000),
      severityNumber: 17,
      body: { stringValue: 'card declined' },
      traceId,
      spanId: 'd'.repeat(16),
      attributes: [{ key: 'order', value: { intValue: 7 } }],
    };
    for (const body of [logsOf([record]), logsOf([record, { ...record, severityNumber: 9 }])]) {
      expect((await post(`${door.url}/v1/logs`, jsonType, jsonOf(body))).status).toBe(200);
    }
    const { logs } = await selectLogs(door.database.pool, { traceIds: [traceId] });
    expect(logs.map((log) => log.severity).sort()).toEqual([17, 9]);
    expect(logs[0]).toMatchObject({ body: 'card declined', service: 'logger', attributes: { order: 7 } });
  });

  it('accepts /v1/metrics with 200 and a partial-success warning, rejected 0', async () => {
    const json = await post(`${door.url}/v1/metrics`, jsonType, Buffer.from('{"resourceMetrics":[]}'));
    expect([json.status, JSON.parse(json.body.toString())]).toEqual([
      200,
      { partialSuccess: { errorMessage: 'metrics are not stored' } },
    ]);
    const binary = await post(`${door.url}/v1/metrics`, protobufType, Buffer.alloc(0));
    expect(ExportResponse.decode(binary.body).toJSON()).toEqual({
      partialSuccess: { errorMessage: 'metrics are not stored' },
    });
  });

  it('ignores messaging.* duration metrics politely, in both encodings', async () => {
    const dataPoints = [{ count: '3', sum: 0.9, bucketCounts: ['1', '2'], explicitBounds: [0.1], attributes: [] }];
    const metrics = ['messaging.process.duration', 'messaging.client.operation.duration'].map((name) => ({
      name,
      unit: 's',
      histogram: { aggregationTemporality: 2, dataPoints },
    }));
    const body = jsonOf({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
    for (const [type, bytes] of [
      [jsonType, body],
      [protobufType, Buffer.from('0a0612040a021200', 'hex')],
    ] as const) {
      const answer = await post(`${door.url}/v1/metrics`, type, bytes);
      expect([answer.status, answer.body.toString().includes('metrics are not stored')]).toEqual([200, true]);
      expect(answer.headers['content-type']).toBe(type['content-type']);
    }
  });

  it('answers 404 elsewhere and 405 with Allow for other methods', async () => {
    expect((await post(`${door.url}/v1/profiles`, jsonType, Buffer.from('{}'))).status).toBe(404);
    const wrong = await fetch(traces());
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await wrong.json()).toMatchObject({ message: expect.any(String) });
  });
});

describe('content types', () => {
  it.each(['application/x-protobuf', 'application/protobuf', 'Application/X-Protobuf; charset=utf-8'])(
    'takes %s on the same port and answers in kind',
    async (type) => {
      const span = jobSpan();
      const answer = await post(traces(), { 'content-type': type }, protobufOf(tracesOf([span])));
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toBe(type.split(';')[0]?.toLowerCase());
      expect(answer.body).toHaveLength(0);
      expect(await storedSpans(door, span)).toHaveLength(1);
    },
  );

  it('takes application/json with parameters, in any case, and answers JSON', async () => {
    const answer = await post(
      traces(),
      { 'content-type': 'APPLICATION/JSON; charset=utf-8' },
      jsonOf(tracesOf([jobSpan()])),
    );
    expect([answer.status, answer.headers['content-type'], answer.body.toString()]).toEqual([
      200,
      'application/json',
      '{}',
    ]);
  });

  it('answers 415 to other types and to none', async () => {
    for (const headers of [{ 'content-type': 'text/plain' }, {}] as Record<string, string>[]) {
      const answer = await post(traces(), headers, Buffer.from('{}'));
      expect(answer.status).toBe(415);
      expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 3 });
    }
  });
});

describe('content encodings', () => {
  it('inflates gzip, of JSON and of protobuf', async () => {
    const [a, b] = [jobSpan(), jobSpan()];
    const gzip = { 'content-encoding': 'gzip' };
    expect((await post(traces(), { ...jsonType, ...gzip }, gzipSync(jsonOf(tracesOf([a]))))).status).toBe(200);
    expect((await post(traces(), { ...protobufType, ...gzip }, gzipSync(protobufOf(tracesOf([b]))))).status).toBe(200);
    expect([await storedSpans(door, a), await storedSpans(door, b)].map((list) => list.length)).toEqual([1, 1]);
  });

  it('answers 415 to other encodings', async () => {
    const answer = await post(traces(), { ...jsonType, 'content-encoding': 'br' }, Buffer.from('{}'));
    expect(answer.status).toBe(415);
  });

  it('answers 400 to what is not gzip, or gzip cut short', async () => {
    const whole = gzipSync(jsonOf(tracesOf([jobSpan()])));
    for (const body of [Buffer.from('no gzip'), whole.subarray(0, whole.length - 12)]) {
      expect((await post(traces(), { ...jsonType, 'content-encoding': 'gzip' }, body)).status).toBe(400);
    }
  });
});

describe('limits of the body', () => {
  const mebibyte = 1024 * 1024;

  it('answers 413 before reading when the declared length is over the limit', async () => {
    const answer = await post(traces(), jsonType, Buffer.alloc(16 * mebibyte + 1, 32));
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 8 });
  });

  it('answers 413 when a chunked body passes the limit', async () => {
    const pieces = Array.from({ length: 17 }, () => Buffer.alloc(mebibyte, 32));
    expect((await post(traces(), protobufType, pieces)).status).toBe(413);
  });

  it('answers 413 when a small gzip inflates past the limit, and holds no memory afterwards', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * mebibyte, 32));
    expect(bomb.length).toBeLessThan(mebibyte);
    expect((await post(traces(), { ...jsonType, 'content-encoding': 'gzip' }, bomb)).status).toBe(413);
    const metrics = await (await fetch(`${door.url}/metrics`)).text();
    expect(metrics).toContain('signalbox_door_bytes_in_flight 0\n');
  });

  it('answers 413 to a body that would take all memory once parsed, and lives on', async () => {
    const body = Buffer.concat([Buffer.from('{"x":['), Buffer.alloc(15 * mebibyte, '{},'), Buffer.from('{}]}')]);
    const span = jobSpan();
    const [hostile, good] = await Promise.all([
      post(traces(), jsonType, body),
      post(traces(), jsonType, jsonOf(tracesOf([span]))),
    ]);
    expect([hostile.status, good.status]).toEqual([413, 200]);
    expect(await storedSpans(door, span)).toHaveLength(1);
  });
});

describe('connections', () => {
  it('serves concurrent requests and many on one kept-alive connection', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, () =>
        fetch(traces(), {
          method: 'POST',
          headers: jsonType,
          body: jsonOf(tracesOf([jobSpan(), jobSpan()])).toString(),
        }),
      ),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
  });

  it('serves no CORS headers', async () => {
    const answer = await post(traces(), { ...jsonType, origin: 'https://evil.example' }, Buffer.from('{}'));
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('tells that it lives, is ready, and what it counted', async () => {
    expect((await fetch(`${door.url}/livez`)).status).toBe(200);
    expect((await fetch(`${door.url}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${door.url}/metrics`)).text()).toMatch(
      /signalbox_door_requests_total\{signal="traces",code="200"\} \d+/,
    );
  });
});
