// The run list: newest first per lane through the index (queue, moment, id), then the best of all lanes.
import type { WindowBound } from '#lib/contracts/filter.ts';
import type { RunSort, RunSummary } from '#lib/contracts/run.ts';
import type { Window } from '#lib/contracts/window.ts';
import type { ResolvedFilter } from '#lib/db/filter/resolve-filter.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { filterParameters, runCondition } from './run-filter.ts';
import { type SummaryRow, summaryColumns, summaryJoins, summaryOf } from './summary-row.ts';

/** Where a page ends: the sort key (microseconds) and the id of its last run. */
export interface RunCursor {
  key: number;
  id: string;
}

const epochUs = (column: string): string => `(extract(epoch from ${column}) * 1000000)::int8`;
const momentOf = (parameter: string): string =>
  `('epoch'::timestamptz + ${parameter}::float8 * interval '1 microsecond')`;

/** How far before the window a run may have come in that was started in it, or open. */
const reach = `interval '7 days'`;

/** The window $15 ≤ moment < $16, by the moment of a run that it bounds. All but `finishedAt` also bound `ordered_at`, for its index. */
const bounds: Record<WindowBound | 'first', string> = {
  first: 'ordered_at >= $15 and ordered_at < $16',
  enqueuedAt: 'ordered_at >= $15 and ordered_at < $16 and enqueued_at is not null',
  startedAt: `started_at >= $15 and started_at < $16 and ordered_at >= $15::timestamptz - ${reach} and ordered_at < $16`,
  finishedAt: 'finished_at >= $15 and finished_at < $16',
  active: `ordered_at >= $15::timestamptz - ${reach} and ordered_at < $16 and (finished_at is null or finished_at >= $15)`,
};

/** For statements with `filterParameters` and the window's ends as $15 and $16. */
export const windowCondition = (by: WindowBound | null): string => bounds[by ?? 'first'];

/** `column`: what pages are cut by; `key`: what it becomes in a cursor; `cursor`: the way back. */
const sorts: Record<RunSort, { column: string; key: string; cursor: string; by: WindowBound | 'first' }> = {
  '-enqueuedAt': { column: 'ordered_at', key: epochUs('r.ordered_at'), cursor: momentOf('$17'), by: 'first' },
  '-finishedAt': { column: 'finished_at', key: epochUs('r.finished_at'), cursor: momentOf('$17'), by: 'finishedAt' },
  '-durationMs': { column: 'duration_us', key: 'r.duration_us', cursor: '$17::int8', by: 'first' },
  '-waitMs': { column: 'wait_us', key: 'r.wait_us', cursor: '$17::int8', by: 'first' },
};

function statementOf(sort: RunSort, by: WindowBound | null): string {
  const { column, key, cursor, by: usual } = sorts[sort];
  return `
    with page as (
      select hit.* from unnest($1::int4[]) as lane(id)
      cross join lateral (
        select id, ${column} as sort_value from run
        where queue_id = lane.id and ${bounds[by ?? usual]} and ${column} is not null
          and ($17::float8 is null or (${column}, id) < (${cursor}, $18::uuid))
          and ${runCondition}
        order by ${column} desc, id desc limit $19
      ) hit
      order by hit.sort_value desc, hit.id desc limit $19
    )
    select ${summaryColumns}, ${key} as sort_key
    from page join run r on r.id = page.id ${summaryJoins}
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
  const { rows } = await db.query<SummaryRow & { sort_key: number }>(statementOf(sort, filter.by), [
    ...filterParameters(filter),
    new Date(window.fromMs),
    new Date(window.toMs),
    cursor?.key ?? null,
    cursor?.id ?? null,
    limit,
  ]);
  return rows.map((row) => ({ run: summaryOf(row), cursor: { key: row.sort_key, id: row.id } }));
}
