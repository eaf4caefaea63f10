import { maxRecentRuns, type RecentCounts } from '#lib/contracts/error-group.ts';
import type { ResolvedFilter } from '#lib/db/filter/resolve-filter.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { filterParameters, runCondition } from '#lib/db/run/run-filter.ts';
import { windowCondition, windowParameters } from '#lib/db/run/run-window.ts';

const hourMs = 3_600_000;

/** As far back as `by=active` looks for runs that came in before a window (lib/db/run/select-runs.ts). */
const within = (hours: number): string =>
  `count(*) filter (where (finished_at is null or finished_at >= $16::timestamptz - interval '${hours} hours')
     and ordered_at >= $16::timestamptz - interval '${hours + 168} hours')::int4`;

/**
 * Runs of each group that were open at some time in the last 1 h, 3 h, 24 h, 3 d and 7 d: what the list shows with `by=active`. Of each group
 * the newest `maxRecentRuns` are looked at.
 */
export async function selectRecentCounts(
  db: Queryable,
  fingerprints: readonly string[],
  { filter, nowMs }: { filter: ResolvedFilter; nowMs: number },
): Promise<Map<string, RecentCounts>> {
  if (fingerprints.length === 0) return new Map();
  const looked = { fromMs: nowMs - 336 * hourMs, toMs: nowMs };
  const { rows } = await db.query<RecentCounts & { fingerprint: string }>(
    `select wanted.hex as fingerprint, counted.* from unnest($19::text[]) as wanted(hex)
     cross join lateral (
       select ${within(1)} as h1, ${within(3)} as h3, ${within(24)} as h24, ${within(72)} as d3, ${within(168)} as d7
       from (
         select ordered_at, finished_at from run
         where error_fingerprint = decode(wanted.hex, 'hex') and queue_id = any($1::int4[])
           and ${windowCondition('first')} and ${runCondition(filter)}
         order by ordered_at desc limit ${maxRecentRuns}
       ) as newest
     ) as counted`,
    [...filterParameters(filter), ...(await windowParameters(db, looked, 'first')), fingerprints],
  );
  return new Map(rows.map(({ fingerprint, ...counts }) => [fingerprint, counts]));
}
