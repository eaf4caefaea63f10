// The run list: newest first per lane through the index (queue, moment, id), then the best of all lanes.
import type { RunSort, RunSummary } from '#lib/contracts/run.ts';
import type { Window } from '#lib/contracts/window.ts';
import type { ResolvedFilter } from '#lib/db/filter/resolve-filter.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { filterParameters, isPlannedOnce, runCondition, runStatement } from './run-filter.ts';
import { type RunBound, windowCondition, windowParameters } from './run-window.ts';
import { type SummaryRow, summaryColumns, summaryJoins, summaryOf } from './summary-row.ts';

/** Where a page ends: the sort key (microseconds) and the id of its last run. */
export interface RunCursor {
  key: number;
  id: string;
}

const epochUs = (column: string): string => `(extract(epoch from ${column}) * 1000000)::int8`;
const momentOf = (parameter: string): string =>
  `('epoch'::timestamptz + ${parameter}::float8 * interval '1 microsecond')`;

/** `column`: what pages are cut by; `key`: what it becomes in a cursor; `cursor`: the way back. */
const sorts: Record<RunSort, { column: string; key: string; cursor: string; by: RunBound }> = {
  '-enqueuedAt': { column: 'ordered_at', key: epochUs('r.ordered_at'), cursor: momentOf('$20'), by: 'first' },
  '-finishedAt': { column: 'finished_at', key: epochUs('r.finished_at'), cursor: momentOf('$20'), by: 'finishedAt' },
  '-durationMs': { column: 'duration_us', key: 'r.duration_us', cursor: '$20::int8', by: 'first' },
  '-waitMs': { column: 'wait_us', key: 'r.wait_us', cursor: '$20::int8', by: 'first' },
};

/** `$19`: at most so many; with a cursor its key and its ID are `$20` and `$21`. */
function statementOf(filter: ResolvedFilter, sort: RunSort, by: RunBound, isFirstPage: boolean): string {
  const { column, key, cursor } = sorts[sort];
  return `
    with page as (
      select hit.* from unnest($1::int4[]) as lane(id)
      cross join lateral (
        select id, ${column} as sort_value from run
        where queue_id = lane.id and ${windowCondition(by, isPlannedOnce(filter))} and ${column} is not null
          ${isFirstPage ? '' : `and (${column}, id) < (${cursor}, $21::uuid)`}
          and ${runCondition(filter)}
        order by ${column} desc, id desc limit $19
      ) hit
      order by hit.sort_value desc, hit.id desc limit $19
    )
    select ${summaryColumns}, ${key} as sort_key
    from page join run r on r.id = page.id and r.id >= $17::uuid and r.id < $18::uuid ${summaryJoins}
    order by page.sort_value desc, page.id desc`;
}

/**
 * Runs within the window, best first, after `cursor`. The window bounds what `filter.by` says; by default `enqueuedAt` (or the first moment
 * known), and `finishedAt` when sorted by that.
 */
export async function selectRuns(
  db: Queryable,
  options: { filter: ResolvedFilter; window: Window; sort: RunSort; limit: number; cursor: RunCursor | null },
): Promise<{ run: RunSummary; cursor: RunCursor }[]> {
  const { filter, window, sort, limit, cursor } = options;
  const by = filter.by ?? sorts[sort].by;
  const { rows } = await db.query<SummaryRow & { sort_key: number }>(
    runStatement(filter, statementOf(filter, sort, by, cursor === null), [
      ...filterParameters(filter),
      ...(await windowParameters(db, window, by)),
      limit,
      ...(cursor ? [cursor.key, cursor.id] : []),
    ]),
  );
  return rows.map((row) => ({ run: summaryOf(row), cursor: { key: row.sort_key, id: row.id } }));
}
