// Spans and log records into Postgres by binary COPY: narrow columns per row, everything else of about 50 spans in one
// deflated chunk (reference: storage bake-off, 343 instead of 792 bytes a span). Ids of words and of chunks, sorting and
// deflating come first, in `prepare…`, so that the transaction only copies.
import { hash } from 'node:crypto';
import { CopyRows, copyInto } from '#lib/db/copy-binary.ts';
import { dimsOf } from '#lib/db/dim/dim-cache.ts';
import { clampToDays, type DayRange, dayOf, dayUs } from '#lib/db/partition/day.ts';
import { knownDays } from '#lib/db/partition/known-days.ts';
import type { Client, Pool } from '#lib/db/pool.ts';
import { packSpanChunk, spanChunkCodec, spansPerChunk } from '#lib/ingest/span-chunk.ts';
import type { LogRow, SpanRow } from '#lib/ingest/span-row.ts';

export interface PreparedSpans {
  spans: CopyRows;
  chunks: CopyRows;
}

/** Everything that can be done for `rows` before the transaction. Moments outside the stored days are moved to the nearest. */
export async function prepareSpans(pool: Pool, rows: readonly SpanRow[]): Promise<PreparedSpans> {
  const prepared = { spans: new CopyRows(rows.length * 110), chunks: new CopyRows(rows.length * 150) };
  if (rows.length === 0) return prepared;
  const dims = dimsOf(pool);
  const [days] = await Promise.all([
    knownDays(pool, 'span'),
    dims.require('spanName', new Set(rows.map((row) => row.name))),
    dims.require('service', new Set(rows.map((row) => row.resource.service))),
    dims.require('environment', new Set(rows.map((row) => row.resource.environment))),
  ]);
  const groups = chunksOf(rows, days);
  const keptStart = (row: SpanRow): number => clampToDays(row.startedAt, days);
  const ids = await takeChunkIds(pool, groups.length);
  for (const [index, group] of groups.entries()) {
    const chunkId = ids[index] as number;
    const { chunks, spans } = prepared;
    chunks.row(4);
    chunks.int8(chunkId);
    chunks.timestamp(group.day * dayUs);
    chunks.int2(spanChunkCodec);
    chunks.bytes(packSpanChunk(group.rows, keptStart));
    for (const [position, row] of group.rows.entries()) {
      spans.row(12);
      spans.hex(row.traceId);
      spans.hex(row.spanId);
      spans.hex(row.parentSpanId);
      spans.timestamp(keptStart(row));
      spans.int8(row.durationUs);
      spans.int4(dims.id('spanName', row.name));
      spans.int4(dims.id('service', row.resource.service));
      spans.int4(dims.id('environment', row.resource.environment));
      spans.int2(row.kind);
      spans.int2(row.status);
      spans.int8(chunkId);
      spans.int2(position);
    }
  }
  return prepared;
}

/** Copies prepared spans inside the caller's transaction. */
export async function writeSpans(client: Client, prepared: PreparedSpans): Promise<void> {
  const columns =
    'trace_id, span_id, parent_span_id, started_at, duration_us, name_id, service_id, environment_id, kind, status, chunk_id, chunk_ix';
  await copyInto(client, 'span_chunk (id, day, codec, body)', prepared.chunks);
  await copyInto(client, `span (${columns})`, prepared.spans);
}

/** Spans of one day and, as far as they fit, of one trace together: a trace is then read from few chunks. */
function chunksOf(rows: readonly SpanRow[], days: DayRange): { day: number; rows: SpanRow[] }[] {
  const groups: { day: number; rows: SpanRow[] }[] = [];
  for (const [day, ofDay] of Map.groupBy(rows, (row) => dayOf(clampToDays(row.startedAt, days)))) {
    let filling: SpanRow[] = [];
    for (const traced of Map.groupBy(ofDay, (row) => row.traceId).values()) {
      if (filling.length + Math.min(traced.length, spansPerChunk) > spansPerChunk) filling = [];
      for (const row of traced) {
        if (filling.length >= spansPerChunk) filling = [];
        if (filling.length === 0) groups.push({ day, rows: filling });
        filling.push(row);
      }
    }
  }
  return groups;
}

async function takeChunkIds(pool: Pool, count: number): Promise<number[]> {
  const taken = await pool.query<{ id: number }>(
    `select nextval('span_chunk_id') as id from generate_series(1, $1::int4)`,
    [count],
  );
  return taken.rows.map((row) => row.id);
}

export interface PreparedLogs {
  logs: CopyRows;
}

/** Everything that can be done for log records before the transaction. */
export async function prepareLogs(pool: Pool, rows: readonly LogRow[]): Promise<PreparedLogs> {
  const logs = new CopyRows(rows.length * 300);
  if (rows.length === 0) return { logs };
  const dims = dimsOf(pool);
  const [days] = await Promise.all([
    knownDays(pool, 'log'),
    dims.require('service', new Set(rows.map((row) => row.resource.service))),
    dims.require('environment', new Set(rows.map((row) => row.resource.environment))),
  ]);
  for (const row of rows) {
    const attributes = JSON.stringify(row.attributes);
    logs.row(9);
    logs.timestamp(clampToDays(row.at, days));
    logs.hex(row.traceId);
    logs.hex(row.spanId);
    logs.int2(row.severity);
    logs.int4(dims.id('service', row.resource.service));
    logs.int4(dims.id('environment', row.resource.environment));
    logs.text(row.body);
    logs.jsonb(attributes === '{}' ? null : attributes);
    logs.bytes(contentHash(row, attributes));
  }
  return { logs };
}

/** Copies prepared log records inside the caller's transaction. */
export async function writeLogs(client: Client, prepared: PreparedLogs): Promise<void> {
  const columns = 'at, trace_id, span_id, severity, service_id, environment_id, body, attributes, content_hash';
  await copyInto(client, `log (${columns})`, prepared.logs);
}

/** Tells a repeated delivery from a second record: 128 bits over everything that was sent. */
function contentHash(row: LogRow, attributes: string): Buffer {
  const { service, environment } = row.resource;
  const parts = [
    row.at,
    row.traceId,
    row.spanId,
    row.severity,
    service,
    environment,
    row.scope.name,
    row.body,
    attributes,
  ];
  return hash('md5', parts.join('\0'), 'buffer');
}
