// Log records as rows for COPY, but for ids and the days that Postgres has; the counterpart of pack-spans.ts. Pure.
import { hash } from 'node:crypto';
import { CopyRows } from '#lib/db/copy-binary.ts';
import type { LogRow } from '#lib/ingest/span-row.ts';

/** The columns of a packed row. What is filled in later comes first, at places that are the same in every row. */
export const logColumns = 'service_id, environment_id, at, severity, trace_id, span_id, body, attributes, content_hash';
export const logPlaces = { service: 6, environment: 14, at: 22 };

export interface LogWords {
  service: string;
  environment: string;
}

export interface PackedLogs {
  /** Rows in the binary format of COPY. */
  rows: Buffer;
  /** Where each row begins, and behind the last one the end. */
  offsets: Uint32Array;
  /** Index into `words`, by row. */
  wordIx: Uint32Array;
  words: LogWords[];
}

export function packLogs(rows: readonly LogRow[]): PackedLogs {
  const copy = new CopyRows(rows.length * 300);
  const words = new Map<unknown, number>();
  const packed: PackedLogs = {
    rows: Buffer.alloc(0),
    offsets: new Uint32Array(rows.length + 1),
    wordIx: new Uint32Array(rows.length),
    words: [],
  };
  for (const [index, row] of rows.entries()) {
    const { resource } = row;
    let word = words.get(resource);
    if (word === undefined) {
      word = packed.words.push({ service: resource.service, environment: resource.environment }) - 1;
      words.set(resource, word);
    }
    packed.offsets[index] = copy.size;
    packed.wordIx[index] = word;
    packRow(copy, row);
  }
  packed.offsets[rows.length] = copy.size;
  packed.rows = copy.rows();
  return packed;
}

function packRow(copy: CopyRows, row: LogRow): void {
  const attributes = JSON.stringify(row.attributes);
  copy.row(9);
  copy.int4(0);
  copy.int4(0);
  copy.timestamp(row.at);
  copy.int2(row.severity);
  copy.hex(row.traceId);
  copy.hex(row.spanId);
  copy.text(row.body);
  copy.jsonb(attributes === '{}' ? null : attributes);
  copy.bytes(contentHash(row, attributes));
}

/** Tells a repeated delivery from a second record: 128 bits over everything that was sent. */
function contentHash(row: LogRow, attributes: string): Buffer {
  const { service, environment } = row.resource;
  const { at, traceId, spanId, severity, scope, body } = row;
  return hash(
    'md5',
    [at, traceId, spanId, severity, service, environment, scope.name, body, attributes].join('\0'),
    'buffer',
  );
}
