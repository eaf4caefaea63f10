// The run list: newest first per lane through the index (queue, moment, id), then the best of all lanes.
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

/** `window`: the column that `from` and `to` bound. `sort`: what pages are cut by, and the key it becomes in a cursor. */
function statement(window: string, sort: string, key: string, cursor: string): string {
  return `
    with page as (
      select hit.* from unnest($1::int4[]) as lane(id)
      cross join lateral (
        select id, ${sort} as sort_value from run
        where queue_id = lane.id and ${window} >= $14 and ${window} < $15 and ${sort} is not null
          and ($16::float8 is null or (${sort}, id) < (${cursor}, $17::uuid))
          and ${runCondition}
        order by ${sort} desc, id desc limit $18
      ) hit
      order by hit.sort_value desc, hit.id desc limit $18
    )
    select ${summaryColumns}, ${key} as sort_key
    from page join run r on r.id = page.id ${summaryJoins}
    order by page.sort_value desc, page.id desc`;
}

const statements: Record<RunSort, string> = {
  '-enqueuedAt': statement('ordered_at', 'ordered_at', epochUs('r.ordered_at'), momentOf('$16')),
  '-finishedAt': statement('finished_at', 'finished_at', epochUs('r.finished_at'), momentOf('$16')),
  '-durationMs': statement('ordered_at', 'duration_us', 'r.duration_us', '$16::int8'),
  '-waitMs': statement('ordered_at', 'wait_us', 'r.wait_us', '$16::int8'),
};

/**
 * Runs within the window, best first, after `cursor`. The window bounds `enqueuedAt` (or the first moment known), and
 * `finishedAt` when sorted by that.
 */
export async function selectRuns(
  db: Queryable,
  options: { filter: ResolvedFilter; window: Window; sort: RunSort; limit: number; cursor: RunCursor | null },
): Promise<{ run: RunSummary; cursor: RunCursor }[]> {
  const { filter, window, sort, limit, cursor } = options;
  const { rows } = await db.query<SummaryRow & { sort_key: number }>(statements[sort], [
    ...filterParameters(filter),
    new Date(window.fromMs),
    new Date(window.toMs),
    cursor?.key ?? null,
    cursor?.id ?? null,
    limit,
  ]);
  return rows.map((row) => ({ run: summaryOf(row), cursor: { key: row.sort_key, id: row.id } }));
}
