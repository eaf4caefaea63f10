// What a request may cost: depth, counts, lengths, and the time of hostile shapes.
import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors.ts';
import { field } from '#lib/http/otlp-reply.ts';
import { Decoding } from './decoding.ts';
import { decodeLogsJson, decodeTracesJson } from './json-request.ts';
import { defaultLimits } from './limits.ts';
import { decodeLogsProtobuf, decodeTracesProtobuf } from './protobuf-request.ts';
import { attributeOf, jsonSpanWith, nestedJsonOf, nestedOf, requestOf, spanOf } from './testing-wire.ts';

const nowUs = 1_700_000_000_000_000;
const decoding = () => new Decoding(nowUs);

function refusalOf(decode: () => unknown): string {
  try {
    decode();
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'taken';
}

/** A busy machine is slow, not wrong. */
const patient = { timeout: 30_000 };

describe('nesting', patient, () => {
  it.each(['array', 'map'] as const)(
    'keeps 32 levels of %s, counts what is deeper as cut, and keeps the neighbours',
    (kind) => {
      for (const [depth, cut] of [
        [32, null],
        [33, 1],
        [100, 1],
      ] as const) {
        const bytes = requestOf(spanOf(attributeOf('a', nestedOf(depth, kind))), spanOf());
        const json = jsonSpanWith(nestedJsonOf(depth, kind));
        const [fromBytes] = decodeTracesProtobuf(bytes, decoding()).spans;
        const [fromJson] = decodeTracesJson(json, decoding()).spans;
        expect(fromBytes?.cut?.depth ?? null).toBe(cut);
        expect(fromJson).toEqual(fromBytes);
        expect(decodeTracesProtobuf(bytes, decoding()).spans).toHaveLength(2);
      }
    },
  );

  it.each(['array', 'map'] as const)('refuses 10,000 levels of %s, in a log body as in an attribute', (kind) => {
    const why = 'invalid_input: an attribute is nested deeper than 100 levels';
    const deep = nestedOf(10_000, kind);
    const json = nestedJsonOf(10_000, kind);
    const logs = Buffer.from(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${json}}]}]}]}`);
    expect(refusalOf(() => decodeTracesProtobuf(requestOf(spanOf(attributeOf('a', deep))), decoding()))).toBe(why);
    expect(refusalOf(() => decodeLogsProtobuf(requestOf(field(5, deep)), decoding()))).toBe(why);
    expect(refusalOf(() => decodeTracesJson(jsonSpanWith(json), decoding()))).toBe(why);
    expect(refusalOf(() => decodeLogsJson(logs, decoding()))).toBe(why);
  });

  it('refuses groups one in another beyond 32, and skips those that are not', () => {
    const groups = (depth: number) => Buffer.from([...Array(depth).fill(0x0b), ...Array(depth).fill(0x0c)]);
    expect(refusalOf(() => decodeTracesProtobuf(groups(10_000), decoding()))).toMatch(/^invalid_input: .*wire type 3/);
    expect(decodeTracesProtobuf(Buffer.concat([groups(20), requestOf(spanOf())]), decoding()).spans).toHaveLength(1);
  });

  it('refuses a group without an end, an end without a start, and field number 0', () => {
    for (const bytes of [[0x0b], [0x0b, 0x08, 0x01], [0x0c], [0x0b, 0x14], [0x00, 0x01], [0x07, 0x01]]) {
      expect(refusalOf(() => decodeTracesProtobuf(Buffer.from(bytes), decoding()))).toMatch(
        /^invalid_input: not an OTLP/,
      );
    }
  });

  it('reads unknown fields of JSON however deep they are, or refuses them, but never fails otherwise', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    for (const json of [
      jsonSpanWith('{"intValue":1}', `,"unheardOf":${deep}`),
      jsonSpanWith('{"intValue":12345678901234567890}', `,"unheardOf":${deep}`),
    ]) {
      expect(refusalOf(() => decodeTracesJson(json, decoding()))).toMatch(/^(taken|invalid_input)/);
    }
  });
});

describe('counts', patient, () => {
  it('takes records up to the limit and rejects the rest one by one, unread', () => {
    const limits = { ...defaultLimits, records: 3 };
    const damaged = Buffer.from([0x0a, 0xff]);
    const bytes = requestOf(spanOf(), spanOf(), spanOf(), damaged, spanOf());
    const { spans, rejections } = decodeTracesProtobuf(bytes, new Decoding(nowUs, limits));
    expect([spans.length, rejections.map((one) => [one.reason, one.count])]).toEqual([3, [['too-many-records', 2]]]);
    const json = Buffer.from(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{},{},{},{},{}]}]}]}`);
    const fromJson = decodeLogsJson(json, new Decoding(nowUs, limits));
    expect([fromJson.logs.length, fromJson.rejections[0]?.count]).toEqual([3, 2]);
  });

  it('refuses JSON of more objects and lists than fit in memory, whatever is written inside its strings', () => {
    const limits = { ...defaultLimits, containers: 20 };
    const take = (x: string) =>
      refusalOf(() => decodeTracesJson(Buffer.from(`{"x":${x}}`), new Decoding(nowUs, limits)));
    const refused = 'too_large: the body has more than 20 objects and lists';
    expect(take(`[${Array(18).fill('{}').join(',  ')}]`)).toBe('taken');
    expect(take(`[${Array(19).fill('{}').join(',  ')}]`)).toBe(refused);
    expect(take(`[${Array(19).fill('[]').join(',  ')}]`)).toBe(refused);
    expect(take(JSON.stringify('{[\\"{[{\\\\'.repeat(100)))).toBe('taken');
    expect(take(`"${'x'.repeat(100)}`)).toBe('invalid_input: the body is not JSON');
    expect(take(`"${'x'.repeat(100)}\\`)).toBe('invalid_input: the body is not JSON');
  });

  it('refuses 16 MiB of empty objects without running out of memory', () => {
    const body = Buffer.concat([Buffer.from('{"x":['), Buffer.alloc(16_777_200, '{},'), Buffer.from('{}]}')]);
    expect(refusalOf(() => decodeTracesJson(body, decoding()))).toMatch(/^too_large/);
  });

  it('counts rejections exactly and in linear time when every record has a resource of its own', () => {
    // Six bytes each: at 16 MiB, millions of them.
    const group = field(1, field(2, field(2, Buffer.alloc(0))));
    const groups = 200_000;
    const { rejections } = decodeTracesProtobuf(Buffer.concat(Array(groups).fill(group)), decoding());
    expect(rejections.length).toBeLessThanOrEqual(defaultLimits.rejections + 2);
    expect(rejections.reduce((sum, one) => sum + one.count, 0)).toBe(groups);
    expect(new Set(rejections.map((one) => one.reason))).toEqual(new Set(['bad-trace-id', 'too-many-records']));
  });

  it('cuts attributes, events, links and elements at their limits, and counts each', () => {
    const many = (count: number, one: Buffer) => Buffer.concat(Array(count).fill(one));
    const link = Buffer.concat([field(1, Buffer.alloc(16, 1)), field(2, Buffer.alloc(8, 1))]);
    const list = field(5, many(1_030, field(1, field(1, Buffer.from('x')))));
    const span = spanOf(
      attributeOf('list', list),
      many(130, attributeOf('k', field(1, Buffer.from('v')))),
      many(129, field(11, Buffer.alloc(0))),
      many(131, field(13, link)),
    );
    const [row] = decodeTracesProtobuf(requestOf(span), decoding()).spans;
    expect(row?.cut).toEqual({ attributes: 3, events: 1, links: 3, values: 6, depth: 0, replaced: 0 });
    expect(row?.attributes.list).toHaveLength(1024);
  });

  it('cuts text at 8,192 units without splitting a character, and counts it', () => {
    for (const [text, kept] of [
      ['x'.repeat(8_192), 8_192],
      ['x'.repeat(8_193), 8_192],
      [`${'x'.repeat(8_191)}😀`, 8_191],
      ['😀'.repeat(5_000_000 / 4), 8_192],
    ] as const) {
      const [row] = decodeTracesProtobuf(requestOf(spanOf(field(5, Buffer.from(text)))), decoding()).spans;
      expect([row?.name.length, row?.name.isWellFormed(), row?.cut?.values ?? 0]).toEqual([
        kept,
        true,
        text.length > kept ? 1 : 0,
      ]);
      const value = JSON.stringify({ stringValue: text });
      const [fromJson] = decodeTracesJson(jsonSpanWith(value), decoding()).spans;
      expect(String(fromJson?.attributes.a).length).toBe(kept);
    }
  });
});
