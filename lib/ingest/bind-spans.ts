// Packed spans become what Postgres stores: ids of words and chunks are written into their rows, chunks of few spans are joined, and
// moments outside the stored days are moved to the nearest.
import { CopyRows } from '#lib/db/copy-binary.ts';
import type { CopyPiece } from '#lib/db/copy-piece.ts';
import { dimsOf } from '#lib/db/dim/dim-cache.ts';
import { clampToDays, type Day, type DayRange, dayUs } from '#lib/db/partition/day.ts';
import { knownDays } from '#lib/db/partition/known-days.ts';
import type { Pool } from '#lib/db/pool.ts';
import { takeChunkIds } from '#lib/db/span/take-chunk-ids.ts';
import type { PackedChunk, PackedSpans } from '#lib/ingest/pack-spans.ts';
import { readMoment, writeInt4, writeInt8, writeMoment } from '#lib/ingest/row-moment.ts';
import { packSpanChunk, spanChunkCodec, spansPerChunk, withSentStarts } from '#lib/ingest/span-chunk.ts';
import { spanPlaces } from '#lib/ingest/span-row-writer.ts';

export interface BoundSpans {
  spans: CopyPiece[];
  chunks: CopyPiece[];
}

/** The part of a stored chunk that one packed chunk gives. */
interface Part {
  of: PackedSpans;
  chunk: PackedChunk;
  /** The first of its rows in `of`. */
  from: number;
  /** `chunk_ix` of that row. */
  firstIx: number;
}

interface StoredChunk {
  day: Day;
  spans: number;
  parts: Part[];
  body: Buffer;
}

/** `packed`: one a request; their rows are written into, and may be bound again. */
export async function bindSpans(pool: Pool, packed: readonly PackedSpans[]): Promise<BoundSpans> {
  if (!packed.some((one) => one.chunks.length > 0)) return { spans: [], chunks: [] };
  const words = packed.flatMap((one) => one.words);
  const dims = dimsOf(pool);
  const [days] = await Promise.all([
    knownDays(pool, 'span'),
    dims.require('spanName', new Set(words.map((word) => word.name))),
    dims.require('service', new Set(words.map((word) => word.service))),
    dims.require('environment', new Set(words.map((word) => word.environment))),
  ]);
  const stored = storedChunksOf(packed, days);
  const chunkIds = await takeChunkIds(pool, stored.length);
  const idsOf = new Map(packed.map((one) => [one, one.words.map((word) => idsOfWord(dims, word))]));
  for (const [index, { parts }] of stored.entries()) {
    for (const part of parts) fillIn(part, idsOf.get(part.of) ?? [], chunkIds[index] as number);
  }
  const pieces = packed.map(({ rows, offsets, wordIx }, request) => {
    return { bytes: rows, offsets, from: 0, to: wordIx.length, request };
  });
  return { spans: pieces.filter((piece) => piece.to > 0), chunks: [chunkRows(stored, chunkIds)] };
}

type WordIds = [name: number, service: number, environment: number];

const idsOfWord = (dims: ReturnType<typeof dimsOf>, word: PackedSpans['words'][number]): WordIds => [
  dims.id('spanName', word.name),
  dims.id('service', word.service),
  dims.id('environment', word.environment),
];

function storedChunksOf(packed: readonly PackedSpans[], days: DayRange): StoredChunk[] {
  const stored: StoredChunk[] = [];
  const filling = new Map<Day, StoredChunk>();
  for (const of of packed) {
    let from = 0;
    for (const chunk of of.chunks) {
      const part: Part = { of, chunk, from, firstIx: 0 };
      from += chunk.spans;
      const isOutside = chunk.day < days.first || chunk.day > days.last;
      if (isOutside) stored.push(moved(part, days));
      else if (typeof chunk.body !== 'string') {
        stored.push({ day: chunk.day, spans: chunk.spans, parts: [part], body: chunk.body });
      } else {
        let open = filling.get(chunk.day);
        if (!open || open.spans + chunk.spans > spansPerChunk) {
          open = { day: chunk.day, spans: 0, parts: [], body: Buffer.alloc(0) };
          filling.set(chunk.day, open);
          stored.push(open);
        }
        part.firstIx = open.spans;
        open.spans += chunk.spans;
        open.parts.push(part);
      }
    }
  }
  for (const one of stored) {
    if (one.body.length === 0) one.body = packSpanChunk(one.parts.map(({ chunk }) => chunk.body as string));
  }
  return stored;
}

/**
 * A chunk whose day is not stored (a broken clock): its spans keep the start that was sent among their details. It is changed in
 * place, and not moved again by the next binding.
 */
function moved(part: Part, days: DayRange): StoredChunk {
  const { of, chunk, from } = part;
  const starts: number[] = [];
  for (let i = from; i < from + chunk.spans; i++) {
    const place = (of.offsets[i] as number) + spanPlaces.started_at;
    const sent = readMoment(of.rows, place);
    starts.push(sent);
    writeMoment(of.rows, place, clampToDays(sent, days));
  }
  const body = withSentStarts(typeof chunk.body === 'string' ? packSpanChunk([chunk.body]) : chunk.body, starts);
  chunk.body = body;
  chunk.day = Math.min(Math.max(chunk.day, days.first), days.last);
  return { day: chunk.day, spans: chunk.spans, parts: [part], body };
}

function fillIn({ of, chunk, from, firstIx }: Part, ids: readonly WordIds[], chunkId: number): void {
  const { rows, offsets, wordIx } = of;
  for (let i = 0; i < chunk.spans; i++) {
    const row = offsets[from + i] as number;
    const [name, service, environment] = ids[wordIx[from + i] as number] as WordIds;
    writeInt4(rows, row + spanPlaces.name_id, name);
    writeInt4(rows, row + spanPlaces.service_id, service);
    writeInt4(rows, row + spanPlaces.environment_id, environment);
    writeInt8(rows, row + spanPlaces.chunk_id, chunkId);
    rows.writeInt16BE(firstIx + i, row + spanPlaces.chunk_ix);
  }
}

function chunkRows(stored: readonly StoredChunk[], ids: readonly number[]): CopyPiece {
  const copy = new CopyRows(stored.reduce((sum, { body }) => sum + body.length + 48, 256));
  const offsets = new Uint32Array(stored.length + 1);
  for (const [index, { day, body }] of stored.entries()) {
    copy.row(4);
    copy.int8(ids[index] as number);
    copy.timestamp(day * dayUs);
    copy.int2(spanChunkCodec);
    copy.bytes(body);
    offsets[index + 1] = copy.size;
  }
  return { bytes: copy.rows(), offsets, from: 0, to: stored.length, request: null };
}
