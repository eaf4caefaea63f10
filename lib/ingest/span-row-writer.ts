// Spans in the binary format of COPY, by hand: all rows have the same fields of the same length (only the parent may be missing), so a
// row is a copy of a form with its values written in.
import { writeInt8, writeMoment } from '#lib/ingest/row-moment.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';

/** The columns of a row with their bytes. What is filled in later, ids of words and chunks, is 0 until then. */
const fields = [
  ['name_id', 4],
  ['service_id', 4],
  ['environment_id', 4],
  ['chunk_id', 8],
  ['chunk_ix', 2],
  ['started_at', 8],
  ['duration_us', 8],
  ['kind', 2],
  ['status', 2],
  ['trace_id', 16],
  ['span_id', 8],
  ['parent_span_id', 8],
] as const;
type Column = (typeof fields)[number][0];

export const spanColumns = fields.map(([column]) => column).join(', ');
/** Where the value of each column begins in a row. */
export const spanPlaces = {} as Record<Column, number>;

const form = makeForm();
const parentAt = spanPlaces.parent_span_id;
/** Of a row without a parent: the last field is its length alone, −1. */
const shortLength = parentAt;

function makeForm(): Buffer {
  const bytes = Buffer.alloc(2 + fields.reduce((sum, [, size]) => sum + 4 + size, 0));
  let at = bytes.writeInt16BE(fields.length, 0);
  for (const [column, size] of fields) {
    at = bytes.writeInt32BE(size, at);
    spanPlaces[column] = at;
    at += size;
  }
  return bytes;
}

export class SpanRowWriter {
  readonly #buffer: Buffer;
  /** Bytes so far. */
  size = 0;

  constructor(rows: number) {
    // Of its own memory, so that it can be handed to another thread.
    this.#buffer = Buffer.allocUnsafeSlow(rows * form.length);
  }

  /** `position`: the span's place in its chunk. No more rows than the constructor was told of. */
  add(row: SpanRow, position: number): void {
    const bytes = this.#buffer;
    const at = this.size;
    bytes.set(form, at);
    writeInt2(bytes, at + spanPlaces.chunk_ix, position);
    writeMoment(bytes, at + spanPlaces.started_at, row.startedAt);
    writeInt8(bytes, at + spanPlaces.duration_us, row.durationUs);
    writeInt2(bytes, at + spanPlaces.kind, row.kind);
    writeInt2(bytes, at + spanPlaces.status, row.status);
    writeHex(bytes, at + spanPlaces.trace_id, row.traceId);
    writeHex(bytes, at + spanPlaces.span_id, row.spanId);
    if (row.parentSpanId === null) {
      bytes.fill(0xff, at + parentAt - 4, at + parentAt);
      this.size = at + shortLength;
    } else {
      writeHex(bytes, at + parentAt, row.parentSpanId);
      this.size = at + form.length;
    }
  }

  rows(): Buffer {
    return this.#buffer.subarray(0, this.size);
  }
}

function writeInt2(bytes: Buffer, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

/** The value of '0' … '9' and 'a' … 'f' by character code. */
const digits = new Uint8Array(128);
for (const [value, digit] of [...'0123456789abcdef'].entries()) digits[digit.charCodeAt(0)] = value;

function writeHex(bytes: Buffer, at: number, hex: string): void {
  for (let i = 0, to = at; i < hex.length; i += 2, to++) {
    bytes[to] = ((digits[hex.charCodeAt(i)] as number) << 4) | (digits[hex.charCodeAt(i + 1)] as number);
  }
}
