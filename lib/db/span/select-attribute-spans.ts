// Spans that carry an attribute, among those of given traces: their details lie packed, so chunks are read one by one.
import { type AttributeFilter, isValue } from '#lib/contracts/attribute-filter.ts';
import { spanKinds } from '#lib/contracts/span-view.ts';
import type { Queryable } from '#lib/db/pool.ts';
import type { ClimbSpan } from '#lib/domain/span-owner.ts';
import { mentions, type SpanDetail, unpackSpanChunk } from '#lib/ingest/span-chunk.ts';

export interface AttributeSpans {
  /** Every span that was looked at, by its key. */
  spans: Map<string, ClimbSpan>;
  /** Keys of those that carry the attribute. */
  found: string[];
  /** There were more spans or chunks than were read. */
  isCut: boolean;
}

interface Row {
  key: string;
  parentKey: string | null;
  kind: number;
  chunkId: number;
  position: number;
}

const maxSpans = 50_000;
const maxChunks = 4_000;
/** Unpacked at a stretch, about 20 ms; then others have their turn. */
const chunksAtOnce = 200;

/** `traceIds` in hex. A span has an attribute when it or its resource carries it. */
export async function selectAttributeSpans(
  db: Queryable,
  traceIds: readonly string[],
  wanted: AttributeFilter,
): Promise<AttributeSpans> {
  const { rows } = await db.query<Row>(
    `select encode(trace_id || span_id, 'hex') as key, encode(trace_id || parent_span_id, 'hex') as "parentKey",
            kind, chunk_id as "chunkId", chunk_ix as position
     from span where trace_id = any($1::bytea[]) limit $2`,
    [traceIds.map((id) => Buffer.from(id, 'hex')), maxSpans + 1],
  );
  const spans = new Map(
    rows.map(({ key, parentKey, kind }) => [key, { parentKey, kind: spanKinds[kind] ?? 'unspecified' }]),
  );
  const byChunk = Map.groupBy(rows, (row) => row.chunkId);
  const chunkIds = [...byChunk.keys()].sort((a, b) => b - a);
  const found: string[] = [];
  for (let at = 0; at < Math.min(chunkIds.length, maxChunks); at += chunksAtOnce) {
    const chunks = await db.query<{ id: number; codec: number; body: Buffer }>(
      'select id, codec, body from span_chunk where id = any($1::int8[])',
      [chunkIds.slice(at, at + chunksAtOnce)],
    );
    for (const { id, codec, body } of chunks.rows) {
      if (!mentions(codec, body, wanted.name)) continue;
      const details = unpackSpanChunk(codec, body);
      for (const { key, position } of byChunk.get(id) ?? []) if (has(details[position], wanted)) found.push(key);
    }
  }
  return { spans, found, isCut: rows.length > maxSpans || chunkIds.length > maxChunks };
}

const has = (detail: SpanDetail | undefined, { name, value }: AttributeFilter): boolean =>
  detail !== undefined && (isValue(detail.attributes[name], value) || isValue(detail.resource[name], value));
