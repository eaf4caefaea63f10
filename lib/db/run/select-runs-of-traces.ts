import type { Queryable } from '#lib/db/pool.ts';

/** The latest run of each of these traces (hex) that has one. */
export async function selectRunsOfTraces(db: Queryable, traceIds: readonly string[]): Promise<Map<string, string>> {
  if (traceIds.length === 0) return new Map();
  const { rows } = await db.query<{ traceId: string; id: string }>(
    `select distinct on (trace_id) encode(trace_id, 'hex') as "traceId", id from run
      where trace_id = any($1::bytea[]) and redirect_to is null order by trace_id, id desc limit $2`,
    [traceIds.map((id) => Buffer.from(id, 'hex')), traceIds.length],
  );
  return new Map(rows.map((row) => [row.traceId, row.id]));
}
