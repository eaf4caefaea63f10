// Both decoders against protobufjs, on random messages. `PROPERTY_RUNS=100000` for the long run.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { field, varint } from '#lib/http/otlp-reply.ts';
import { Decoding } from './decoding.ts';
import { decodeLogsJson, decodeTracesJson } from './json-request.ts';
import { logsByOracle, spansByOracle } from './oracle-rows.ts';
import { logsRequest, replaceDouble, tracesRequest, withBytes } from './otlp.arbitrary.ts';
import { encode, LogsRequest, TracesRequest } from './otlp-oracle.ts';
import { decodeLogsProtobuf, decodeTracesProtobuf } from './protobuf-request.ts';
import { requestOf, spanOf } from './testing-wire.ts';

const nowUs = 1_700_000_000_000_000;
const decoding = () => new Decoding(nowUs);
const json = (message: object) => Buffer.from(JSON.stringify(message, replaceDouble));
const runs = Number(process.env.PROPERTY_RUNS ?? 1_000);
const timeout = 20_000 + runs * 20;

describe('both decoders', () => {
  it(
    'read the same spans from protobuf and from JSON as protobufjs reads, and reject the same ones',
    () => {
      let spans = 0;
      fc.assert(
        fc.property(tracesRequest, (message) => {
          const bytes = encode(TracesRequest, withBytes(message));
          const expected = spansByOracle(bytes, nowUs);
          spans += expected.spans.length;
          for (const found of [decodeTracesProtobuf(bytes, decoding()), decodeTracesJson(json(message), decoding())]) {
            expect(found.spans).toEqual(expected.spans);
            expect(found.rejections.reduce((sum, one) => sum + one.count, 0)).toBe(expected.rejected);
          }
        }),
        { numRuns: runs },
      );
      expect(spans).toBeGreaterThan(runs / 2);
    },
    timeout,
  );

  it(
    'read the same log records from protobuf and from JSON as protobufjs reads',
    () => {
      let logs = 0;
      fc.assert(
        fc.property(logsRequest, (message) => {
          const bytes = encode(LogsRequest, withBytes(message));
          const expected = logsByOracle(bytes, nowUs);
          logs += expected.length;
          expect(decodeLogsProtobuf(bytes, decoding()).logs).toEqual(expected);
          expect(decodeLogsJson(json(message), decoding()).logs).toEqual(expected);
        }),
        { numRuns: runs },
      );
      expect(logs).toBeGreaterThan(runs / 2);
    },
    timeout,
  );

  it('skip the string-table fields of newer .proto files', () => {
    // KeyValue.key_strindex (3) and AnyValue.string_value_strindex (8), both varints.
    const attribute = field(
      9,
      Buffer.concat([field(1, Buffer.from('k')), field(2, field(1, Buffer.from('v'))), Buffer.from([0x18, 5])]),
    );
    const indexed = field(9, Buffer.concat([field(1, Buffer.from('i')), field(2, Buffer.from([0x40, 7]))]));
    const [row] = decodeTracesProtobuf(requestOf(spanOf(attribute, indexed)), decoding()).spans;
    expect(row?.attributes).toEqual({ k: 'v', i: null });
  });

  it('skip unknown fields of every wire type at every level', { timeout }, () => {
    // Field 999: a varint, a fixed64, a length-delimited piece, a fixed32, a group.
    const tag = (type: number) => [(((999 << 3) | type) & 0x7f) | 0x80, ((999 << 3) | type) >> 7];
    const unknown = Buffer.from([
      ...[...tag(0), 0x96, 0x01],
      ...[...tag(1), 1, 2, 3, 4, 5, 6, 7, 8],
      ...[...tag(2), 3, 255, 255, 255],
      ...[...tag(5), 1, 2, 3, 4],
      ...[...tag(3), 0x08, 1, ...tag(4)],
    ]);
    fc.assert(
      fc.property(tracesRequest, logsRequest, (traces, logs) => {
        const [t, l] = [encode(TracesRequest, withBytes(traces)), encode(LogsRequest, withBytes(logs))];
        expect(decodeTracesProtobuf(withUnknown(t, unknown, TracesRequest), decoding())).toEqual(
          decodeTracesProtobuf(t, decoding()),
        );
        expect(decodeLogsProtobuf(withUnknown(l, unknown, LogsRequest), decoding())).toEqual(
          decodeLogsProtobuf(l, decoding()),
        );
      }),
      { numRuns: Math.min(runs, 150) },
    );
  });
});

/** The message with `unknown` before and after the fields of every message in it. */
function withUnknown(bytes: Buffer, unknown: Buffer, type: typeof TracesRequest): Buffer {
  const pieces = [unknown];
  for (let at = 0; at < bytes.length; ) {
    const [tag, tagEnd] = varintAt(bytes, at);
    const known = type.fieldsById[tag >>> 3]?.resolve();
    if ((tag & 7) !== 2) {
      const end = tagEnd + ((tag & 7) === 1 ? 8 : (tag & 7) === 5 ? 4 : varintAt(bytes, tagEnd)[1] - tagEnd);
      pieces.push(bytes.subarray(at, end));
      at = end;
      continue;
    }
    const [length, start] = varintAt(bytes, tagEnd);
    let content = bytes.subarray(start, start + length);
    const inner = known?.resolvedType;
    if (inner && 'fieldsById' in inner) content = withUnknown(content, unknown, inner);
    pieces.push(bytes.subarray(at, tagEnd), Buffer.from(varint(content.length)), content);
    at = start + length;
  }
  return Buffer.concat([...pieces, unknown]);
}

function varintAt(bytes: Buffer, from: number): [value: number, end: number] {
  let [value, at, scale] = [0, from, 1];
  for (;;) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 127) * scale;
    if (byte < 128) return [value, at];
    scale *= 128;
  }
}
