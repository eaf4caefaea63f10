// What of spans is kept in chunks: attributes, events, links, messages.
import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';
import { type SpanDetail, unpackSpanChunk } from '#lib/ingest/span-chunk.ts';
import type { SpanRow } from './select-span-rows.ts';

/** A chunk is dropped with its day; a span that outlives it keeps its columns. */
const unknownDetail: SpanDetail = {
  attributes: {},
  events: [],
  links: [],
  statusMessage: null,
  traceState: '',
  flags: 0,
  dropped: [0, 0, 0],
  cut: null,
  flaws: [],
  scope: { name: '', version: '' },
  resource: {},
  sentStartedAt: null,
};

/** The details of `rows`, in their order. */
export async function selectSpanDetails(
  db: Queryable,
  rows: readonly Pick<SpanRow, 'chunkId' | 'position'>[],
): Promise<SpanDetail[]> {
  if (rows.length === 0) return [];
  const found = await db.query<{ id: number; codec: number; body: Buffer }>(
    prepared('select id, codec, body from span_chunk where id = any($1::int8[])', [
      [...new Set(rows.map((row) => row.chunkId))],
    ]),
  );
  const chunks = new Map(found.rows.map((chunk) => [chunk.id, unpackSpanChunk(chunk.codec, chunk.body)]));
  return rows.map(({ chunkId, position }) => chunks.get(chunkId)?.[position] ?? unknownDetail);
}
