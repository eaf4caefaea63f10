// Spans of given traces, with their details unpacked. Deliveries may have stored a span twice: repeats are dropped here,
// the one that ends later stays.
import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';
import type { Micros } from '#lib/domain/evidence.ts';
import { type SpanDetail, unpackSpanChunk } from '#lib/ingest/span-chunk.ts';

export interface StoredSpan extends SpanDetail {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  name: string;
  service: string;
  environment: string;
  kind: number;
  status: number;
  startedAt: Micros;
  durationUs: number;
}

interface Row extends Omit<StoredSpan, keyof SpanDetail> {
  chunkId: number;
  position: number;
}

const maxTraces = 200;
/** A retried delivery rarely repeats more than this share of a trace. */
const repeatFactor = 2;

/**
 * At most `limit` spans (10 000 unless said) of at most 200 traces, hex ids, by start. `isCut` = there are more.
 * `environment` keeps to one environment where given.
 */
export async function selectSpans(
  db: Queryable,
  options: { traceIds: readonly string[]; limit?: number; environment?: string },
): Promise<{ spans: StoredSpan[]; isCut: boolean }> {
  const limit = options.limit ?? 10_000;
  const traceIds = [...new Set(options.traceIds)].slice(0, maxTraces);
  if (traceIds.length === 0) return { spans: [], isCut: false };
  const found = await db.query<Row>(
    prepared(
      `select encode(s.trace_id, 'hex') as "traceId", encode(s.span_id, 'hex') as "spanId",
            encode(s.parent_span_id, 'hex') as "parentSpanId", n.value as name, v.value as service,
            e.value as environment, s.kind, s.status, (extract(epoch from s.started_at) * 1000000)::int8 as "startedAt",
            s.duration_us as "durationUs", s.chunk_id as "chunkId", s.chunk_ix as position
       from span s
       join dim n on n.id = s.name_id
       join dim v on v.id = s.service_id
       join dim e on e.id = s.environment_id
      where s.trace_id = any($1::bytea[]) and ($3::text is null or e.value = $3)
      order by s.started_at, s.span_id, s.duration_us desc
      limit $2`,
      [traceIds.map((id) => Buffer.from(id, 'hex')), limit * repeatFactor + 1, options.environment ?? null],
    ),
  );
  const unique = withoutRepeats(found.rows);
  const kept = unique.slice(0, limit);
  const details = await selectDetails(db, [...new Set(kept.map((row) => row.chunkId))]);
  const spans = kept.map(({ chunkId, position, ...row }) => ({
    ...row,
    ...(details.get(chunkId)?.[position] ?? unknownDetail),
  }));
  return { spans, isCut: unique.length > limit || found.rows.length > limit * repeatFactor };
}

function withoutRepeats(rows: readonly Row[]): Row[] {
  const best = new Map<string, Row>();
  for (const row of rows) {
    const key = row.traceId + row.spanId;
    const known = best.get(key);
    if (!known || row.startedAt + row.durationUs > known.startedAt + known.durationUs) best.set(key, row);
  }
  return [...best.values()].sort((a, b) => a.startedAt - b.startedAt || (a.spanId < b.spanId ? -1 : 1));
}

async function selectDetails(db: Queryable, chunkIds: number[]): Promise<Map<number, SpanDetail[]>> {
  const found = await db.query<{ id: number; codec: number; body: Buffer }>(
    prepared('select id, codec, body from span_chunk where id = any($1::int8[])', [chunkIds]),
  );
  return new Map(found.rows.map((chunk) => [chunk.id, unpackSpanChunk(chunk.codec, chunk.body)]));
}

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
