// What an OTLP/HTTP receiver owes its senders as an answer, one test each. Against a running door and Postgres.
// Source: https://opentelemetry.io/docs/specs/otlp/
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError, httpStatusOf } from '#lib/errors.ts';
import { withBytes } from './decode/otlp.arbitrary.ts';
import { ExportResponse, encode, RpcStatus, TracesRequest } from './decode/otlp-oracle.ts';
import type { Listening } from './http/server.ts';
import { openTestListener } from './http/testing-listener.ts';
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

/** A busy machine is slow, not wrong. */
const patient = { timeout: 15_000 };

let door: TestDoor;
beforeAll(async () => {
  door = await openTestDoor();
});
afterAll(() => door.close());

const traces = () => `${door.url}/v1/traces`;
const protobufOf = (message: object) => encode(TracesRequest, withBytes(message));

describe('success and partial success', () => {
  it('answers an empty request, an empty envelope and an empty body with success and no partial success', async () => {
    for (const body of [
      '{}',
      '{"resourceSpans":[]}',
      '{"resourceSpans":[{}]}',
      '{"resourceSpans":[{"scopeSpans":[{}]}]}',
    ]) {
      const answer = await post(traces(), jsonType, Buffer.from(body));
      expect([answer.status, answer.body.toString()]).toEqual([200, '{}']);
    }
    const binary = await post(traces(), protobufType, Buffer.alloc(0));
    expect([binary.status, binary.body.length]).toEqual([200, 0]);
  });

  it('rejects spans with bad ids one by one, with the count and the reason, and keeps the others', async () => {
    const good = jobSpan();
    const bad = [
      jobSpan({ traceId: '0'.repeat(32) }),
      jobSpan({ traceId: 'abcd' }),
      jobSpan({ spanId: '0'.repeat(16) }),
      jobSpan({ spanId: '' }),
      jobSpan({ traceId: 'zz'.repeat(16) }),
    ];
    const message = tracesOf([...bad, good], 'careless');
    const answer = await post(traces(), jsonType, jsonOf(message));
    expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([
      200,
      { partialSuccess: { rejectedSpans: '5', errorMessage: '3 bad-trace-id, 2 bad-span-id' } },
    ]);
    expect(await storedSpans(door, good)).toHaveLength(1);
    const counted = () =>
      door.database.pool.query(`select reason, count from rejection where source = 'careless' order by reason`);
    await expect
      .poll(async () => (await counted()).rows, patient)
      .toEqual([
        { reason: 'bad-span-id', count: 2 },
        { reason: 'bad-trace-id', count: 3 },
      ]);
  });

  it('rejects log records one by one too, with the count under its own name', async () => {
    const record = { body: { stringValue: 'x' }, traceId: 'c'.repeat(32) };
    const message = logsOf([{ ...record, timeUnixNano: '1000' }, record]);
    const answer = await post(`${door.url}/v1/logs`, jsonType, jsonOf(message));
    expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([
      200,
      { partialSuccess: { rejectedLogRecords: '1', errorMessage: '1 too-old' } },
    ]);
  });

  it('answers an empty request for logs like one for traces', async () => {
    for (const body of ['{}', '{"resourceLogs":[{"scopeLogs":[{}]}]}']) {
      expect((await post(`${door.url}/v1/logs`, jsonType, Buffer.from(body))).body.toString()).toBe('{}');
    }
    const binary = await post(`${door.url}/v1/logs`, protobufType, Buffer.alloc(0));
    expect([binary.status, binary.body.length]).toEqual([200, 0]);
  });

  it('says so in protobuf too', async () => {
    const answer = await post(traces(), protobufType, protobufOf(tracesOf([jobSpan({ traceId: 'ab' })])));
    expect(ExportResponse.decode(answer.body).toJSON()).toEqual({
      partialSuccess: { rejected: '1', errorMessage: '1 bad-trace-id' },
    });
  });
});

describe('errors', () => {
  it('answers undecodable bodies with 400 and a google.rpc.Status in the encoding of the request', async () => {
    const json = await post(traces(), jsonType, Buffer.from('{"resourceSpans":'));
    expect([json.status, json.headers['content-type']]).toEqual([400, 'application/json']);
    expect(JSON.parse(json.body.toString())).toEqual({ code: 3, message: 'the body is not JSON' });
    const binary = await post(traces(), protobufType, Buffer.from([0x0a, 0xff, 0x01]));
    expect([binary.status, binary.headers['content-type']]).toEqual([400, 'application/x-protobuf']);
    expect(RpcStatus.decode(binary.body).toJSON()).toMatchObject({
      code: 3,
      message: expect.stringContaining('protobuf'),
    });
  });

  it('refuses JSON of the wrong shape: names of enums, wrong types', async () => {
    for (const span of [jobSpan({ kind: 'SPAN_KIND_SERVER' }), jobSpan({ name: 7 }), jobSpan({ events: {} })]) {
      expect((await post(traces(), jsonType, jsonOf(tracesOf([span])))).status).toBe(400);
    }
    expect((await post(traces(), jsonType, Buffer.from('[]'))).status).toBe(400);
  });

  it('refuses envelopes in snake_case with what to write instead, rather than acknowledging nothing', async () => {
    const [resource] = tracesOf([jobSpan()]).resourceSpans;
    const answer = await post(traces(), jsonType, jsonOf({ resource_spans: [resource] }));
    expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([
      400,
      { code: 3, message: 'not an OTLP JSON message: resource_spans must be written resourceSpans' },
    ]);
  });

  it('refuses values nested 10,000 deep, and keeps nothing of the request', async () => {
    const deep = `${'{"arrayValue":{"values":['.repeat(10_000)}{"intValue":1}${']}}'.repeat(10_000)}`;
    const span = jobSpan();
    const body = jsonOf(tracesOf([{ ...span, attributes: [{ key: 'deep', value: 'DEEP' }] }]));
    const answer = await post(traces(), jsonType, Buffer.from(body.toString().replace('"DEEP"', deep)));
    expect(answer.status).toBe(400);
    expect(await storedSpans(door, span)).toEqual([]);
  });

  it('stores nothing of a body that is cut short, and lives on', async () => {
    const socket = connect(door.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      'POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"res',
    );
    socket.destroy();
    expect((await post(traces(), jsonType, jsonOf(tracesOf([jobSpan()])))).status).toBe(200);
    await expect
      .poll(async () => (await fetch(`${door.url}/metrics`)).text(), patient)
      .toContain('bytes_in_flight 0\n');
  });
});

describe('codes', () => {
  const codes = Object.keys(httpStatusOf) as (keyof typeof httpStatusOf)[];
  const listening: Listening[] = [];
  afterAll(async () => {
    for (const one of listening) await one.close();
  });

  it.each(['protobuf', 'json'] as const)(
    'are retryable only where a retry helps, and then say when (%s)',
    async (encoding) => {
      let refusal = new AppError('internal', '');
      const listener = await openTestListener({
        store: {
          add: async () => {
            throw refusal;
          },
        },
      });
      listening.push(listener);
      const [type, body] =
        encoding === 'json'
          ? [jsonType, jsonOf(tracesOf([jobSpan()]))]
          : [protobufType, protobufOf(tracesOf([jobSpan()]))];
      for (const code of codes) {
        const isRetryable = [429, 502, 503, 504].includes(httpStatusOf[code]);
        refusal = new AppError(code, `refused: ${code}`, isRetryable ? { retryAfterSeconds: 7 } : {});
        const answer = await post(`http://127.0.0.1:${listener.port}/v1/traces`, type, body);
        expect(answer.status).toBe(httpStatusOf[code]);
        expect(answer.headers['retry-after']).toBe(isRetryable ? '7' : undefined);
        const told = encoding === 'json' ? JSON.parse(answer.body.toString()) : RpcStatus.decode(answer.body).toJSON();
        expect(told).toEqual({ code: expect.any(Number), message: `refused: ${code}` });
      }
    },
  );
});
