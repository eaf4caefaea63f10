import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors.ts';
import { Decoding } from './decoding.ts';
import { decodeLogsJson, decodeTracesJson } from './json-request.ts';
import { logsRequest, replaceDouble, tracesRequest, withBytes } from './otlp.arbitrary.ts';
import { encode, LogsRequest, TracesRequest } from './otlp-oracle.ts';
import { decodeLogsProtobuf, decodeTracesProtobuf } from './protobuf-request.ts';

const nowUs = 1_700_000_000_000_000;
const decoding = () => new Decoding(nowUs);
const json = (message: object) => Buffer.from(JSON.stringify(message, replaceDouble));

describe('the protobuf decoder, with protobufjs as encoder', () => {
  it('reads the same spans as the JSON decoder reads from the same message', () => {
    fc.assert(
      fc.property(tracesRequest, (message) => {
        const bytes = encode(TracesRequest, withBytes(message));
        expect(decodeTracesProtobuf(bytes, decoding())).toEqual(decodeTracesJson(json(message), decoding()));
      }),
      { numRuns: 300 },
    );
  });

  it('reads the same log records as the JSON decoder reads from the same message', () => {
    fc.assert(
      fc.property(logsRequest, (message) => {
        const bytes = encode(LogsRequest, withBytes(message));
        expect(decodeLogsProtobuf(bytes, decoding())).toEqual(decodeLogsJson(json(message), decoding()));
      }),
      { numRuns: 300 },
    );
  });

  it('skips unknown fields of every wire type at every level', () => {
    fc.assert(
      fc.property(tracesRequest, fc.integer({ min: 0, max: 3 }), (message, which) => {
        const bytes = encode(TracesRequest, withBytes(message));
        // Field 999: a varint, a fixed64, a length-delimited piece, a fixed32.
        const tag = (type: number) => [(((999 << 3) | type) & 0x7f) | 0x80, ((999 << 3) | type) >> 7];
        const unknown = [
          [...tag(0), 0x96, 0x01],
          [...tag(1), 1, 2, 3, 4, 5, 6, 7, 8],
          [...tag(2), 3, 255, 255, 255],
          [...tag(5), 1, 2, 3, 4],
        ][which] as number[];
        const extended = Buffer.concat([Buffer.from(unknown), bytes, Buffer.from(unknown)]);
        expect(decodeTracesProtobuf(extended, decoding())).toEqual(decodeTracesProtobuf(bytes, decoding()));
      }),
      { numRuns: 100 },
    );
  });

  it('refuses damaged messages with invalid_input and nothing else, and never runs on', () => {
    fc.assert(
      fc.property(tracesRequest, fc.nat(), fc.nat(255), fc.boolean(), (message, where, byte, isCut) => {
        const bytes = encode(TracesRequest, withBytes(message));
        if (bytes.length === 0) return;
        const damaged = isCut ? bytes.subarray(0, where % bytes.length) : Buffer.from(bytes);
        if (!isCut) damaged[where % bytes.length] = byte;
        try {
          decodeTracesProtobuf(damaged, decoding());
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          expect((error as AppError).code).toBe('invalid_input');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('answers any bytes at all with rows or invalid_input', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const decode of [decodeTracesProtobuf, decodeLogsProtobuf, decodeTracesJson, decodeLogsJson]) {
          try {
            decode(Buffer.from(bytes), decoding());
          } catch (error) {
            expect((error as AppError).code).toBe('invalid_input');
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});
