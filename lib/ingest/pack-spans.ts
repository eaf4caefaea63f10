// Spans as rows for COPY, with everything done that needs no database: to be called where decoding is done, so that the thread that
// talks to Postgres only fills in ids (bind-spans.ts). Pure; the result can be handed from one thread to another.
import { type Day, dayOf } from '#lib/db/partition/day.ts';
import { packSpanChunk, spanChunkText, spansPerChunk } from '#lib/ingest/span-chunk.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { SpanRowWriter } from '#lib/ingest/span-row-writer.ts';

export interface SpanWords {
  name: string;
  service: string;
  environment: string;
}

export interface PackedChunk {
  /** UTC day of all its spans, by their start as sent. */
  day: Day;
  /** How many rows are its. */
  spans: number;
  /** The body as stored; or, for a chunk of few spans, its text, which may be joined to others'. */
  body: Buffer | string;
}

export interface PackedSpans {
  /** Rows in the binary format of COPY, chunk after chunk. */
  rows: Buffer;
  /** Where each row begins, and behind the last one the end. */
  offsets: Uint32Array;
  /** Index into `words`, by row. */
  wordIx: Uint32Array;
  words: SpanWords[];
  chunks: PackedChunk[];
}

/** A chunk of fewer spans is kept as text. */
const fewSpans = spansPerChunk / 2;

export function packSpans(rows: readonly SpanRow[]): PackedSpans {
  const writer = new SpanRowWriter(rows.length);
  const words = new Words();
  const packed: PackedSpans = {
    rows: Buffer.alloc(0),
    offsets: new Uint32Array(rows.length + 1),
    wordIx: new Uint32Array(rows.length),
    words: words.all,
    chunks: [],
  };
  let index = 0;
  for (const { day, rows: members } of chunksOf(rows)) {
    const text = spanChunkText(members);
    const body = members.length < fewSpans ? text : packSpanChunk([text]);
    packed.chunks.push({ day, spans: members.length, body });
    for (const [position, row] of members.entries()) {
      packed.offsets[index] = writer.size;
      packed.wordIx[index++] = words.indexOf(row);
      writer.add(row, position);
    }
  }
  packed.offsets[index] = writer.size;
  packed.rows = writer.rows();
  return packed;
}

/** Spans of one day and, as far as they fit, of one trace together: a trace is then read from few chunks. */
function chunksOf(rows: readonly SpanRow[]): { day: Day; rows: SpanRow[] }[] {
  const groups: { day: Day; rows: SpanRow[] }[] = [];
  for (const [day, ofDay] of Map.groupBy(rows, (row) => dayOf(row.startedAt))) {
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

/** Words of spans, each combination once. Consecutive spans share their resource, so it is compared before it is looked up. */
class Words {
  readonly all: SpanWords[] = [];
  readonly #known = new Map<unknown, Map<string, number>>();
  #last: unknown = null;
  #names = new Map<string, number>();

  indexOf(row: SpanRow): number {
    if (row.resource !== this.#last) {
      this.#last = row.resource;
      this.#names = this.#known.get(row.resource) ?? new Map();
      this.#known.set(row.resource, this.#names);
    }
    let index = this.#names.get(row.name);
    if (index === undefined) {
      const { service, environment } = row.resource;
      index = this.all.push({ name: row.name, service, environment }) - 1;
      this.#names.set(row.name, index);
    }
    return index;
  }
}
