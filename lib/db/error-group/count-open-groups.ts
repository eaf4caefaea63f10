import { rowStanding, runsSince, type StandingRow } from '#lib/db/error-group/row-standing.ts';
import type { ResolvedFilter } from '#lib/db/filter/resolve-filter.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { preparedIf } from '#lib/db/prepared.ts';
import { filterParameters, isPlannedOnce, runCondition } from '#lib/db/run/run-filter.ts';
import { windowCondition, windowParameters } from '#lib/db/run/run-window.ts';

/** More are not told apart from this many. */
const most = 1_000;

/** How many error groups with a run in the window are open or have come back. Looks for one run of each group, and counts none. */
export async function countOpenGroups(
  db: Queryable,
  options: { filter: ResolvedFilter; fromMs: number; toMs: number; nowMs: number },
): Promise<number> {
  const { filter, fromMs, toMs, nowMs } = options;
  const { rows } = await db.query<StandingRow>(
    preparedIf(
      isPlannedOnce(filter),
      `select e.last_seen_at, e.status, e.status_at, e.ignored_until, e.ignored_runs, ${runsSince('e.fingerprint')} as runs_since
     from error_group e
     where e.last_seen_at >= $15 and exists (
       select from run where error_fingerprint = e.fingerprint and queue_id = any($1::int4[])
         and ${windowCondition('first', isPlannedOnce(filter))} and ${runCondition(filter)})
     limit ${most}`,
      [...filterParameters(filter), ...(await windowParameters(db, { fromMs, toMs }, 'first'))],
    ),
  );
  return rows.filter((row) => {
    const standing = rowStanding(row, nowMs);
    return standing === 'open' || standing === 'regressed';
  }).length;
}
