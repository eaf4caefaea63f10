// Log records of given traces, without repeats (a redelivered record has the same content hash).
import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';
import type { Micros } from '#lib/domain/evidence.ts';
import type { Attributes } from '#lib/ingest/span-row.ts';

export interface StoredLog {
  at: Micros;
  traceId: string | null;
  spanId: string | null;
  /** OTLP severity number 0–24. */
  severity: number;
  service: string;
  environment: string;
  body: string;
  attributes: Attributes;
}

const maxTraces = 200;

/** At most `limit` records (2 000 unless said) of at most 200 traces, hex ids, by time. `isCut` = there are more. */
export async function selectLogs(
  db: Queryable,
  options: { traceIds: readonly string[]; limit?: number; environment?: string },
): Promise<{ logs: StoredLog[]; isCut: boolean }> {
  const limit = options.limit ?? 2_000;
  const traceIds = [...new Set(options.traceIds)].slice(0, maxTraces);
  if (traceIds.length === 0) return { logs: [], isCut: false };
  const found = await db.query<Omit<StoredLog, 'attributes'> & { attributes: Attributes | null }>(
    prepared(
      `select (extract(epoch from l.at) * 1000000)::int8 as at, encode(l.trace_id, 'hex') as "traceId",
            encode(l.span_id, 'hex') as "spanId", l.severity, v.value as service, e.value as environment, l.body, l.attributes
       from (select distinct on (at, content_hash) *
               from log
              where trace_id = any($1::bytea[])
              order by at, content_hash
              limit $2) l
       join dim v on v.id = l.service_id
       join dim e on e.id = l.environment_id
      where $3::text is null or e.value = $3
      order by l.at, l.content_hash`,
      [traceIds.map((id) => Buffer.from(id, 'hex')), limit + 1, options.environment ?? null],
    ),
  );
  const logs = found.rows.slice(0, limit).map((row) => ({ ...row, attributes: row.attributes ?? {} }));
  return { logs, isCut: found.rows.length > limit };
}
