import type { Queryable } from '#lib/db/pool.ts';

export interface Orphans {
  environment: string;
  service: string;
  /** Spans that name a parent, of those that were looked at. */
  children: number;
  /** Those whose parent is not there. */
  orphans: number;
  /** A trace with one of them, in hex. */
  traceId: string | null;
}

/**
 * Of at most `limit` spans that began between `fromUs` and `toUs` (microseconds): how many name a parent that did not arrive, per service. A
 * parent ends after its children, so the window should lie some minutes back.
 */
export async function countOrphans(db: Queryable, fromUs: number, toUs: number, limit: number): Promise<Orphans[]> {
  const { rows } = await db.query<Orphans>(
    `with child as materialized (
       select trace_id, parent_span_id, service_id, environment_id from span
        where started_at >= to_timestamp($1::float8 / 1e6) and started_at < to_timestamp($2::float8 / 1e6) and parent_span_id is not null
        limit $3),
     judged as (
       select child.*, not exists (
         select from span parent
          where parent.trace_id = child.trace_id and parent.span_id = child.parent_span_id
            and parent.started_at > to_timestamp($1::float8 / 1e6) - interval '1 day') as is_orphan
         from child)
     select environment.value as environment, service.value as service, count(*)::int4 as children,
            (count(*) filter (where is_orphan))::int4 as orphans,
            encode((array_agg(trace_id) filter (where is_orphan))[1], 'hex') as "traceId"
       from judged
       join dim service on service.id = judged.service_id
       join dim environment on environment.id = judged.environment_id
      group by 1, 2`,
    [fromUs, toUs, limit],
  );
  return rows;
}
