import type { Queryable } from '#lib/db/pool.ts';

export interface CountedRejection {
  source: string;
  reason: string;
  count: number;
  sample: string;
}

/** Adds to what was refused per source and reason; the first example stays for as long as it is the only kind there is. */
export async function countRejections(db: Queryable, rejections: readonly CountedRejection[]): Promise<void> {
  if (rejections.length === 0) return;
  await db.query(
    `insert into rejection (source, reason, count, sample)
     select source, reason, sum(count)::int8, min(sample)
       from unnest($1::text[], $2::text[], $3::int8[], $4::text[]) as r (source, reason, count, sample)
      group by source, reason
      order by source, reason
     on conflict (source, reason) do update
        set count = rejection.count + excluded.count, sample = coalesce(rejection.sample, excluded.sample), last_at = now()`,
    [
      rejections.map((one) => one.source.slice(0, 256)),
      rejections.map((one) => one.reason),
      rejections.map((one) => one.count),
      rejections.map((one) => one.sample.slice(0, 200)),
    ],
  );
}
