// Spans of given traces as their rows have them, without their details. Deliveries may have stored a span twice: repeats are dropped
// here, the one that ends later stays.
import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';
import type { Micros } from '#lib/domain/evidence.ts';

export interface SpanRow {
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
  /** Where its details are. */
  chunkId: number;
  position: number;
}

interface Row extends Omit<SpanRow, 'name' | 'service' | 'environment'> {
  nameId: number;
  serviceId: number;
  environmentId: number;
}

export interface SpanChoice {
  /** Hex; at most 200 are read. */
  traceIds: readonly string[];
  /** 10,000 unless said. */
  limit?: number;
  /** Keeps to one environment where given. */
  environment?: string;
}

const maxTraces = 200;
/** A retried delivery rarely repeats more than this share of a trace. */
const repeatFactor = 2;

/** By start. `isCut` = there are more. */
export async function selectSpanRows(
  db: Queryable,
  { traceIds, limit = 10_000, environment }: SpanChoice,
): Promise<{ rows: SpanRow[]; isCut: boolean }> {
  const traces = [...new Set(traceIds)].slice(0, maxTraces);
  if (traces.length === 0) return { rows: [], isCut: false };
  const found = await db.query<Row>(
    prepared(
      `select encode(s.trace_id, 'hex') as "traceId", encode(s.span_id, 'hex') as "spanId",
            encode(s.parent_span_id, 'hex') as "parentSpanId", s.name_id as "nameId", s.service_id as "serviceId",
            s.environment_id as "environmentId", s.kind, s.status, (extract(epoch from s.started_at) * 1000000)::int8 as "startedAt",
            s.duration_us as "durationUs", s.chunk_id as "chunkId", s.chunk_ix as position
       from span s
      where s.trace_id = any($1::bytea[]) and ($3::text is null or s.environment_id in (select id from dim where value = $3))
      order by s.started_at, s.span_id, s.duration_us desc
      limit $2`,
      [traces.map((id) => Buffer.from(id, 'hex')), limit * repeatFactor + 1, environment ?? null],
    ),
  );
  const unique = withoutRepeats(found.rows);
  const kept = unique.slice(0, limit);
  const words = await selectWords(db, kept);
  const word = (id: number): string => words.get(id) ?? '';
  const rows = kept.map(({ nameId, serviceId, environmentId, ...row }) => ({
    ...row,
    name: word(nameId),
    service: word(serviceId),
    environment: word(environmentId),
  }));
  return { rows, isCut: unique.length > limit || found.rows.length > limit * repeatFactor };
}

function withoutRepeats(rows: readonly Row[]): readonly Row[] {
  const best = new Map<string, Row>();
  for (const row of rows) {
    const key = row.traceId + row.spanId;
    const known = best.get(key);
    if (!known || row.startedAt + row.durationUs > known.startedAt + known.durationUs) best.set(key, row);
  }
  // as they came: in order
  if (best.size === rows.length) return rows;
  return [...best.values()].sort((a, b) => a.startedAt - b.startedAt || (a.spanId < b.spanId ? -1 : 1));
}

/** Each word once, instead of a look-up for each of thousands of spans. */
async function selectWords(db: Queryable, rows: readonly Row[]): Promise<Map<number, string>> {
  const ids = new Set<number>();
  for (const row of rows) ids.add(row.nameId).add(row.serviceId).add(row.environmentId);
  const found = await db.query<{ id: number; value: string }>(
    prepared('select id, value from dim where id = any($1::int4[])', [[...ids]]),
  );
  return new Map(found.rows.map(({ id, value }) => [id, value]));
}
