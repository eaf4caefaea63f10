// What a span carries besides its narrow columns, packed for about 50 spans at once: compressed JSON, one object a span. A resource or
// scope that the span before has is left out, so that short texts can be joined to longer ones.
import { inflateRawSync } from 'node:zlib';
import type { Micros } from '#lib/domain/evidence.ts';
import { compress, decompress } from '#lib/ingest/packed-bytes.ts';
import type {
  Attributes,
  CutCounts,
  ScopeRow,
  SpanEventRow,
  SpanFlaw,
  SpanLinkRow,
  SpanRow,
} from '#lib/ingest/span-row.ts';

/** `span_chunk.codec`: 2 = zstd of a JSON array as below. */
export const spanChunkCodec = 2;
/** 1 = raw deflate, where a resource or scope may also be the index of an earlier span of the chunk that has it. */
const deflatedCodec = 1;
export const spansPerChunk = 50;

export interface SpanDetail {
  attributes: Attributes;
  events: SpanEventRow[];
  links: SpanLinkRow[];
  statusMessage: string | null;
  traceState: string;
  flags: number;
  dropped: [number, number, number];
  cut: CutCounts | null;
  flaws: SpanFlaw[];
  scope: ScopeRow;
  resource: Attributes;
  /** The start as sent, where the column could not hold it. */
  sentStartedAt: Micros | null;
}

/** Empty fields are left out; no `r` or `s` = the one of the span before. */
interface Packed {
  a?: Attributes;
  e?: SpanEventRow[];
  l?: SpanLinkRow[];
  m?: string;
  t?: string;
  g?: number;
  d?: [number, number, number];
  c?: CutCounts;
  f?: SpanFlaw[];
  o?: Micros;
  s?: ScopeRow | number;
  r?: Attributes | number;
}

/** The elements of the JSON array, without its brackets: texts can be joined by commas. */
export function spanChunkText(rows: readonly SpanRow[]): string {
  let last: SpanRow | null = null;
  const packed: Packed[] = [];
  for (const row of rows) {
    packed.push(packSpan(row, last));
    last = row;
  }
  return JSON.stringify(packed).slice(1, -1);
}

function packSpan(row: SpanRow, last: SpanRow | null): Packed {
  const item: Packed = {};
  if (row.resource !== last?.resource) item.r = row.resource.attributes;
  if (row.scope !== last?.scope) item.s = row.scope;
  for (const _ in row.attributes) {
    item.a = row.attributes;
    break;
  }
  if (row.events.length > 0) item.e = row.events;
  if (row.links.length > 0) item.l = row.links;
  if (row.statusMessage !== '') item.m = row.statusMessage;
  if (row.traceState !== '') item.t = row.traceState;
  if (row.flags !== 0) item.g = row.flags;
  const [attributes, events, links] = row.dropped;
  if (attributes + events + links > 0) item.d = row.dropped;
  if (row.cut) item.c = row.cut;
  if (row.flaws.length > 0) item.f = row.flaws;
  return item;
}

/** The body of a chunk from the texts of its parts, in their order. */
export const packSpanChunk = (texts: readonly string[]): Buffer => compress(`[${texts.join(',')}]`);

/** The same body with the start as it was sent, for spans whose column cannot hold it; null where it can. */
export function withSentStarts(body: Buffer, starts: readonly (Micros | null)[]): Buffer {
  const packed = JSON.parse(decompress(body).toString('utf8')) as Packed[];
  for (const [index, start] of starts.entries()) {
    const item = packed[index];
    if (item && start !== null) item.o = start;
  }
  return compress(JSON.stringify(packed));
}

/** The details by position (`span.chunk_ix`). Throws on a codec of a newer version. */
export function unpackSpanChunk(codec: number, body: Buffer): SpanDetail[] {
  const packed = JSON.parse(unfold(codec, body).toString('utf8')) as Packed[];
  let scope: ScopeRow = { name: '', version: '' };
  let resource: Attributes = {};
  return packed.map((item) => {
    if (item.s !== undefined) scope = typeof item.s === 'number' ? (packed[item.s]?.s as ScopeRow) : item.s;
    if (item.r !== undefined) resource = typeof item.r === 'number' ? (packed[item.r]?.r as Attributes) : item.r;
    return {
      attributes: item.a ?? {},
      events: item.e ?? [],
      links: item.l ?? [],
      statusMessage: item.m ?? null,
      traceState: item.t ?? '',
      flags: item.g ?? 0,
      dropped: item.d ?? [0, 0, 0],
      cut: item.c ?? null,
      flaws: item.f ?? [],
      sentStartedAt: item.o ?? null,
      scope,
      resource,
    };
  });
}

/** Whether an attribute of this name may be in the chunk: a look at its text, a fifth of the cost of unpacking it. */
export const mentions = (codec: number, body: Buffer, name: string): boolean =>
  unfold(codec, body).includes(`${JSON.stringify(name)}:`);

function unfold(codec: number, body: Buffer): Buffer {
  if (codec === spanChunkCodec) return decompress(body);
  if (codec === deflatedCodec) return inflateRawSync(body);
  throw new Error(`span chunk codec ${codec} is not known to this version`);
}
