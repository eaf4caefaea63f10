import { type GapView, gapCauses } from '#lib/contracts/trust.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';

interface Row {
  id: string;
  source: string;
  queue: string;
  from_at: Date;
  to_at: Date;
  lost: number | null;
  cause: string;
}

/** Gaps that touch the window, newest first, of these sources (null = all), at most `limit`. */
export async function selectGaps(
  db: Queryable,
  options: { sources: readonly string[] | null; fromMs: number; toMs: number; limit: number },
): Promise<(GapView & { source: string })[]> {
  const { rows } = await db.query<Row>(
    prepared(
      `select gap.id, source.value as source, gap.queue, gap.from_at, gap.to_at, gap.lost, gap.cause
     from gap join dim source on source.id = gap.source_id
     where gap.to_at >= $2 and gap.from_at < $3 and ($1::text[] is null or source.value = any($1))
     order by gap.to_at desc, gap.id limit $4`,
      [options.sources, new Date(options.fromMs), new Date(options.toMs), options.limit],
    ),
  );
  return rows.map((row) => ({
    id: row.id,
    source: row.source,
    queue: row.queue,
    from: row.from_at.toISOString(),
    to: row.to_at.toISOString(),
    lost: row.lost,
    cause: gapCauses.find((cause) => cause === row.cause) ?? 'reset',
  }));
}
