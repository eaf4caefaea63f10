import type { Gap } from '#lib/collector.ts';
import type { Client } from '#lib/db/pool.ts';

export interface GapRow {
  sourceId: number;
  gap: Gap;
}

/** Records stretches of time in which a source may have hidden facts. */
export async function insertGaps(client: Client, rows: readonly GapRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `insert into gap (source_id, queue, from_at, to_at, lost, cause)
     select s, q, to_timestamp(f / 1e6), to_timestamp(t / 1e6), l, c
       from unnest($1::int4[], $2::text[], $3::float8[], $4::float8[], $5::int8[], $6::text[]) as g(s, q, f, t, l, c)`,
    [
      rows.map((r) => r.sourceId),
      rows.map((r) => r.gap.queue),
      rows.map((r) => r.gap.from),
      rows.map((r) => r.gap.to),
      rows.map((r) => r.gap.lost),
      rows.map((r) => r.gap.cause),
    ],
  );
}
