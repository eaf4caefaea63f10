// What a span carries besides its narrow columns, packed for about 50 spans at once: raw deflate over a JSON array, one
// object a span. A resource or scope that an earlier span of the chunk had is given as that span's index.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Micros } from '#lib/domain/evidence.ts';
import type {
  Attributes,
  CutCounts,
  ScopeRow,
  SpanEventRow,
  SpanFlaw,
  SpanLinkRow,
  SpanRow,
} from '#lib/ingest/span-row.ts';

/** `span_chunk.codec`: 1 = raw deflate of JSON as below. */
export const spanChunkCodec = 1;
export const spansPerChunk = 50;
/**
 * A small window and memory: making the state costs more than deflating 10–25 kB with it (22 instead of 40 µs a chunk; the
 * asynchronous call took 130 µs of this thread). Higher levels save little on JSON this repetitive.
 */
const deflateOptions = { level: 1, windowBits: 14, memLevel: 7 };

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

/** Empty fields are left out; `r` and `s` are a value or the index of an earlier element that has the same one. */
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
  s: ScopeRow | number;
  r: Attributes | number;
}

/** `keptStart` is the start as the column holds it, per row. */
export function packSpanChunk(rows: readonly SpanRow[], keptStart: (row: SpanRow) => Micros): Buffer {
  const resources = new Map<unknown, number>();
  const scopes = new Map<unknown, number>();
  const packed = rows.map((row, index): Packed => {
    const item: Packed = {
      s: firstUse(scopes, row.scope, index) ?? row.scope,
      r: firstUse(resources, row.resource, index) ?? row.resource.attributes,
    };
    for (const _ in row.attributes) {
      item.a = row.attributes;
      break;
    }
    if (row.events.length > 0) item.e = row.events;
    if (row.links.length > 0) item.l = row.links;
    if (row.statusMessage !== '') item.m = row.statusMessage;
    if (row.traceState !== '') item.t = row.traceState;
    if (row.flags !== 0) item.g = row.flags;
    if (row.dropped.some((count) => count > 0)) item.d = row.dropped;
    if (row.cut) item.c = row.cut;
    if (row.flaws.length > 0) item.f = row.flaws;
    if (keptStart(row) !== row.startedAt) item.o = row.startedAt;
    return item;
  });
  return deflateRawSync(JSON.stringify(packed), deflateOptions);
}

function firstUse(seen: Map<unknown, number>, value: unknown, index: number): number | null {
  const first = seen.get(value);
  if (first !== undefined) return first;
  seen.set(value, index);
  return null;
}

/** The details by position (`span.chunk_ix`). Throws on a codec of a newer version. */
export function unpackSpanChunk(codec: number, body: Buffer): SpanDetail[] {
  if (codec !== spanChunkCodec) throw new Error(`span chunk codec ${codec} is not known to this version`);
  const packed = JSON.parse(inflateRawSync(body).toString('utf8')) as Packed[];
  return packed.map((item) => ({
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
    scope: typeof item.s === 'number' ? (packed[item.s]?.s as ScopeRow) : item.s,
    resource: typeof item.r === 'number' ? (packed[item.r]?.r as Attributes) : item.r,
  }));
}
