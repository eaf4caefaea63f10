// Protobuf written by hand, for tests: shapes that no encoder would make. Tags as in the .proto files of opentelemetry-proto.
import { field, varint } from '#lib/http/otlp-reply.ts';

/** A varint field. */
export const number = (tag: number, value: number): Buffer => Buffer.from([...varint(tag * 8), ...varint(value)]);

/** ExportTraceServiceRequest or ExportLogsServiceRequest around records. */
export const requestOf = (...records: Buffer[]): Buffer =>
  field(1, field(2, Buffer.concat(records.map((record) => field(2, record)))));

/** A Span with good ids and these further fields. */
export const spanOf = (...fields: Buffer[]): Buffer =>
  Buffer.concat([field(1, Buffer.alloc(16, 7)), field(2, Buffer.alloc(8, 9)), ...fields]);

/** A KeyValue as field 9 of a Span. */
export const attributeOf = (key: string | Buffer, anyValue: Buffer): Buffer =>
  field(9, Buffer.concat([field(1, Buffer.from(key)), field(2, anyValue)]));

/** What stands before a nested value, from inside out: of a list, or of a map with the key `k`. */
const heads = { array: [[0x0a], [0x2a]], map: [[0x0a, 1, 0x6b, 0x12], [0x0a], [0x32]] } as const;

/** An AnyValue of `depth` arrays or maps, one in another. */
export function nestedOf(depth: number, kind: 'array' | 'map'): Buffer {
  const pieces = [field(1, Buffer.from('bottom'))];
  let length = pieces[0]?.length ?? 0;
  for (let i = 0; i < depth; i++) {
    for (const head of heads[kind]) {
      const piece = Buffer.from([...head, ...varint(length)]);
      pieces.push(piece);
      length += piece.length;
    }
  }
  return Buffer.concat(pieces.reverse());
}

/** The same in OTLP/JSON, as text: a deep object could not be serialised. */
export function nestedJsonOf(depth: number, kind: 'array' | 'map'): string {
  const open = kind === 'array' ? '{"arrayValue":{"values":[' : '{"kvlistValue":{"values":[{"key":"k","value":';
  const close = kind === 'array' ? ']}}' : '}]}}';
  return `${open.repeat(depth)}{"stringValue":"bottom"}${close.repeat(depth)}`;
}

/** A JSON request of one span, with the text of one attribute's AnyValue. */
export const jsonSpanWith = (anyValue: string, rest = ''): Buffer =>
  Buffer.from(
    `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${'07'.repeat(16)}","spanId":"${'09'.repeat(8)}",` +
      `"attributes":[{"key":"a","value":${anyValue}}]${rest}}]}]}]}`,
  );
