import type { Queryable } from '#lib/db/pool.ts';

export interface CountedRejection {
  source: string;
  reason: string;
  /** Absent = not known. */
  environment?: string;
  count: number;
  sample: string;
  /** Of refused times: how far the farthest lies from our clock, ahead above zero. */
  offsetMs?: number | null;
}

/** Adds to what was refused per source, reason and environment; the first example stays, and the farthest clock. */
export async function countRejections(db: Queryable, rejections: readonly CountedRejection[]): Promise<void> {
  if (rejections.length === 0) return;
  const text = (value: string, length: number): string =>
    value.slice(0, length).replaceAll('\0', '\ufffd').toWellFormed();
  await db.query(
    `insert into rejection as r (source, reason, environment, count, sample, offset_ms)
     select source, reason, environment, sum(count)::int8, min(sample), (array_agg(offset_ms order by abs(offset_ms) desc nulls last))[1]
       from unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::text[], $6::float8[])
            as n (source, reason, environment, count, sample, offset_ms)
      group by source, reason, environment
      order by source, reason, environment
     on conflict (source, reason, environment) do update
        set count = r.count + excluded.count, sample = coalesce(r.sample, excluded.sample), last_at = now(),
            offset_ms = case when abs(excluded.offset_ms) > coalesce(abs(r.offset_ms), -1) then excluded.offset_ms else r.offset_ms end`,
    [
      rejections.map((one) => text(one.source, 256)),
      rejections.map((one) => one.reason),
      rejections.map((one) => text(one.environment ?? '', 256)),
      rejections.map((one) => one.count),
      rejections.map((one) => text(one.sample, 200)),
      rejections.map((one) => one.offsetMs ?? null),
    ],
  );
}
