// Values that break careless decoders: integers beyond 2^53, odd text, keys that mean something to JavaScript.
import { describe, expect, it } from 'vitest';
import { field } from '#lib/http/otlp-reply.ts';
import { Decoding } from './decoding.ts';
import { decodeLogsJson, decodeTracesJson } from './json-request.ts';
import { encode, LogsRequest, TracesRequest } from './otlp-oracle.ts';
import { decodeLogsProtobuf, decodeTracesProtobuf } from './protobuf-request.ts';
import { attributeOf, jsonSpanWith, number, requestOf, spanOf } from './testing-wire.ts';

const nowUs = 1_700_000_000_000_000;
const decoding = () => new Decoding(nowUs);
const ids = { traceId: Buffer.alloc(16, 7), spanId: Buffer.alloc(8, 9) };
const protobufValue = (value: object) =>
  decodeTracesProtobuf(
    encode(TracesRequest, {
      resourceSpans: [{ scopeSpans: [{ spans: [{ ...ids, attributes: [{ key: 'a', value }] }] }] }],
    }),
    decoding(),
  ).spans[0]?.attributes.a;
const jsonValue = (anyValue: string) => decodeTracesJson(jsonSpanWith(anyValue), decoding()).spans[0]?.attributes.a;

describe('int64', () => {
  const cases = [
    '0',
    '-1',
    '9007199254740991',
    '9007199254740992',
    '9007199254740993',
    '-9007199254740992',
    '-9007199254740993',
    '9223372036854775807',
    '-9223372036854775808',
  ];

  it.each(cases)('keeps %s exact, from protobuf, from a JSON string and from a JSON number', (digits) => {
    const exact = Number.isSafeInteger(Number(digits)) || digits === '-9007199254740992' ? Number(digits) : digits;
    expect(protobufValue({ intValue: digits })).toBe(exact);
    expect(jsonValue(`{"intValue":"${digits}"}`)).toBe(exact);
    expect(jsonValue(`{"intValue":${digits}}`)).toBe(exact);
  });

  it('keeps the digits of a uint64, which some senders put there', () => {
    for (const quote of ['', '"']) {
      expect(jsonValue(`{"intValue":${quote}18446744073709551615${quote}}`)).toBe('18446744073709551615');
    }
  });

  it('keeps times of the whole uint64 range exact to the microsecond, as string and as number', () => {
    for (const nanos of ['1700000000000001999', '9007199254740993', '18446744073709551615', '0']) {
      const micros = Math.min(Number(BigInt(nanos) / 1000n), Number.MAX_SAFE_INTEGER);
      for (const quote of ['', '"']) {
        const json = jsonSpanWith('{}', `,"events":[{"timeUnixNano":${quote}${nanos}${quote}}]`);
        expect(decodeTracesJson(json, decoding()).spans[0]?.events[0]?.at).toBe(micros);
      }
      const event = Buffer.concat([Buffer.from([0x09]), fixed64(BigInt(nanos))]);
      const [span] = decodeTracesProtobuf(requestOf(spanOf(field(11, event))), decoding()).spans;
      expect(span?.events[0]?.at).toBe(micros);
    }
  });

  it('refuses what is no integer', () => {
    for (const value of ['1.5', '"1.5"', '1e300', '"x"', '""', '{}', 'true', '"0x10"', '"123456789012345678901"']) {
      expect(() => jsonValue(`{"intValue":${value}}`)).toThrow('intValue must be an integer');
    }
  });
});

describe('doubles', () => {
  it('keeps numbers, and names NaN and the infinities, in both encodings', () => {
    for (const [sent, kept] of [
      ['1.5', 1.5],
      ['5e-324', 5e-324],
      ['1.7976931348623157e308', 1.7976931348623157e308],
      ['"NaN"', 'NaN'],
      ['"Infinity"', 'Infinity'],
      ['"-Infinity"', '-Infinity'],
      ['1e400', 'Infinity'],
    ] as const) {
      expect(jsonValue(`{"doubleValue":${sent}}`)).toBe(kept);
      expect(protobufValue({ doubleValue: Number(JSON.parse(sent)) })).toBe(kept);
    }
  });

  it('refuses what is no number, and what is neither true nor false', () => {
    for (const value of ['"x"', '""', '{}', 'true']) {
      expect(() => jsonValue(`{"doubleValue":${value}}`)).toThrow('doubleValue must be a number');
    }
    for (const value of ['"yes"', '1', '{}']) {
      expect(() => jsonValue(`{"boolValue":${value}}`)).toThrow('boolValue must be true or false');
    }
  });
});

describe('text', () => {
  const cases: [string, number[], string][] = [
    ['a lone high surrogate, encoded', [0xed, 0xa0, 0x80], '\ufffd\ufffd\ufffd'],
    ['a lone low surrogate, encoded', [0xed, 0xb0, 0x80], '\ufffd\ufffd\ufffd'],
    ['an overlong slash', [0xc0, 0xaf], '\ufffd\ufffd'],
    ['an overlong NUL', [0xc0, 0x80], '\ufffd\ufffd'],
    ['a character cut short', [0xf0, 0x9f, 0x98], '\ufffd'],
    ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80], '\ufffd\ufffd\ufffd\ufffd'],
    ['NUL', [0x00], '\ufffd'],
    ['a good character', [0xf0, 0x9f, 0x98, 0x80], '😀'],
  ];

  it.each(cases)('replaces %s in every text of a span and of a log record', (_, bytes, kept) => {
    const odd = Buffer.from([0x61, ...bytes, 0x62]);
    const text = `a${kept}b`;
    const value = field(1, odd);
    const attribute = Buffer.concat([field(1, odd), field(2, value)]);
    const span = spanOf(
      field(3, odd),
      field(5, odd),
      field(9, attribute),
      field(11, Buffer.concat([field(2, odd), field(3, attribute)])),
      field(13, Buffer.concat([field(1, ids.traceId), field(2, ids.spanId), field(4, attribute)])),
      field(15, field(2, odd)),
    );
    const scope = Buffer.concat([field(1, odd), field(2, odd)]);
    const message = (record: Buffer) =>
      field(
        1,
        Buffer.concat([field(1, field(1, attribute)), field(2, Buffer.concat([field(1, scope), field(2, record)]))]),
      );
    const [row] = decodeTracesProtobuf(message(span), decoding()).spans;
    expect(row).toMatchObject({
      name: text,
      traceState: text,
      statusMessage: text,
      attributes: { [text]: text },
      events: [{ name: text, attributes: { [text]: text } }],
      links: [{ attributes: { [text]: text } }],
      scope: { name: text, version: text },
      resource: { attributes: { [text]: text } },
    });
    const log = Buffer.concat([field(3, odd), field(5, value), field(6, attribute), field(12, odd)]);
    const [record] = decodeLogsProtobuf(message(log), decoding()).logs;
    expect(record).toMatchObject({ body: text, attributes: { [text]: text, 'event.name': text } });
  });

  it('replaces lone surrogates and NUL that JSON can spell', () => {
    expect(jsonValue(String.raw`{"stringValue":"a\u0000b\ud800c\udc00"}`)).toBe('a\ufffdb\ufffdc\ufffd');
  });

  it('reads a JSON body that is not UTF-8 as one with replacements', () => {
    const json = jsonSpanWith('{"stringValue":"MARK"}');
    json.set([0xff, 0xc0, 0xaf, 0xed], json.indexOf('MARK'));
    expect(decodeTracesJson(json, decoding()).spans[0]?.attributes.a).toBe('\ufffd'.repeat(4));
    expect(decodeTracesJson(json, decoding()).spans[0]?.cut).toMatchObject({ replaced: 1 });
  });

  it('counts texts in which something was replaced, and only those', () => {
    const replacedIn = (value: Buffer | string) =>
      typeof value === 'string'
        ? decodeTracesJson(jsonSpanWith(value), decoding()).spans[0]?.cut
        : decodeTracesProtobuf(requestOf(spanOf(attributeOf('a', field(1, value)))), decoding()).spans[0]?.cut;
    for (const bad of [[0x00], [0xff], [0xed, 0xa0, 0x80]]) {
      expect(replacedIn(Buffer.from([0x61, ...bad]))).toMatchObject({ replaced: 1, values: 0 });
    }
    expect(replacedIn(String.raw`{"stringValue":"\ud800\u0000"}`)).toMatchObject({ replaced: 1 });
    // sent as U+FFFD: nothing was replaced by us
    for (const good of [Buffer.from('a\ufffdb'), Buffer.from('😀'), '{"stringValue":"\ufffd"}']) {
      expect(replacedIn(good)).toBeNull();
    }
  });
});

describe('keys that mean something to JavaScript', () => {
  const keys = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'toJSON',
    '__defineGetter__',
  ];

  it.each(keys)('keeps %s as data, as key of an attribute and of a map, in both encodings', (key) => {
    const value = { kvlistValue: { values: [{ key, value: { stringValue: 'polluted' } }] } };
    const spans = [{ ...ids, attributes: [{ key, value }] }];
    const bytes = encode(TracesRequest, { resourceSpans: [{ scopeSpans: [{ spans }] }] });
    const json = jsonSpanWith('{}', `,"attributes":[{"key":"${key}","value":${JSON.stringify(value)}}]`);
    for (const row of [decodeTracesProtobuf(bytes, decoding()).spans[0], decodeTracesJson(json, decoding()).spans[0]]) {
      expect(JSON.stringify(row?.attributes)).toBe(`{"${key}":{"${key}":"polluted"}}`);
      expect(Object.getPrototypeOf(row?.attributes)).toBe(Object.prototype);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
  });

  it.each([...keys, 'INFO'])('takes %s as text of a severity, which is a number in any case', (severityText) => {
    const bytes = encode(LogsRequest, { resourceLogs: [{ scopeLogs: [{ logRecords: [{ severityText }] }] }] });
    const json = Buffer.from(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"severityText":"${severityText}"}]}]}]}`);
    const severity = severityText === 'INFO' ? 9 : 0;
    expect(decodeLogsProtobuf(bytes, decoding()).logs[0]?.severity).toBe(severity);
    expect(decodeLogsJson(json, decoding()).logs[0]?.severity).toBe(severity);
  });

  it('reads no field of a JSON message from a prototype', () => {
    const json = Buffer.from('{"__proto__":{"resourceSpans":[{"scopeSpans":[{"spans":[{}]}]}]}}');
    expect(decodeTracesJson(json, decoding())).toEqual({ spans: [], rejections: [] });
  });
});

describe('wrong numbers', () => {
  it('takes only the low 32 bits of a kind, and none that is not known', () => {
    const [row] = decodeTracesProtobuf(
      requestOf(spanOf(number(6, 2 ** 32 + 4), attributeOf('k', number(2, 1)))),
      decoding(),
    ).spans;
    expect([row?.kind, row?.attributes.k]).toEqual([4, true]);
    const [other] = decodeTracesProtobuf(requestOf(spanOf(number(6, 77))), decoding()).spans;
    expect(other?.kind).toBe(0);
  });

  it('refuses JSON numbers that do not fit their field', () => {
    for (const rest of [',"kind":1.5', ',"kind":"x"', ',"flags":1e20', ',"kind":{}', ',"startTimeUnixNano":"soon"']) {
      expect(() => decodeTracesJson(jsonSpanWith('{}', rest), decoding())).toThrow('not an OTLP JSON message');
    }
  });
});

function fixed64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
