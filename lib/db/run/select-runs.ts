// The run list: the best of each lane, or of what else has an index of its own, then the best of all; in stretches of days, the latest first.
import type { RunSort, RunSummary } from '#lib/contracts/run.ts';
import type { Window } from '#lib/contracts/window.ts';
import type { ResolvedFilter } from '#lib/db/filter/resolve-filter.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { preparedIf } from '#lib/db/prepared.ts';
import { joinRun } from './join-run.ts';
import { filterParameters, isPlannedOnce, isVain, runCondition } from './run-filter.ts';
import { isReaching, orderedWindow, type RunBound, windowCondition, windowParameters } from './run-window.ts';
import { stretchesBack } from './stretches.ts';
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

/** What has an index of its own that is told by the filter, else the lanes: the runs of each, best first, are merged. */
function sourceOf({ errorGroups, correlationIds }: ResolvedFilter): { each: string; isOf: string } {
  const inLanes = 'queue_id = any($1::int4[])';
  if (correlationIds) return { each: '$10::text[]', isOf: `correlation_id = source.id and ${inLanes}` };
  if (errorGroups) return { each: '$9::bytea[]', isOf: `error_fingerprint = source.id and ${inLanes}` };
  return { each: '$1::int4[]', isOf: 'queue_id = source.id' };
}

interface Shape {
  sort: RunSort;
  by: RunBound;
  hasCursor: boolean;
  hasStretch: boolean;
  isOnce: boolean;
}

/** `$19`: at most so many; with a cursor its key and its ID come next, and last the ends of a stretch of `ordered_at`. */
function statementOf(filter: ResolvedFilter, { sort, by, hasCursor, hasStretch, isOnce }: Shape): string {
  const { column, key, cursor } = sorts[sort];
  const { each, isOf } = sourceOf(filter);
  const next = hasCursor ? 22 : 20;
  // in words of no index: those of `ordered_at` would lead through all runs that came after the window
  const order = by === 'finishedAt' && column === 'ordered_at' ? `ordered_at + interval '0'` : column;
  return `
    with page as (
      select hit.* from unnest(${each}) as source(id)
      cross join lateral (
        select id, ${column} as sort_value from run
        where ${isOf} and ${windowCondition(by, isOnce)} and ${column} is not null
          ${hasCursor ? `and (${column}, id) < (${cursor}, $21::uuid)` : ''}
          ${hasStretch ? `and ordered_at >= $${next} and ordered_at < $${next + 1}` : ''}
          and ${runCondition(filter)}
        order by ${order} desc, id desc limit $19
      ) hit
      order by hit.sort_value desc, hit.id desc limit $19
    )
    select ${summaryColumns}, ${key} as sort_key
    from page ${joinRun('r', 'page.id', 'id >= $17::uuid and id < $18::uuid')} ${summaryJoins}
    order by page.sort_value desc, page.id desc`;
}

interface Asked {
  filter: ResolvedFilter;
  window: Window;
  sort: RunSort;
  limit: number;
  cursor: RunCursor | null;
}

interface Hit {
  run: RunSummary;
  cursor: RunCursor;
}

/**
 * Runs within the window, best first, after `cursor`. The window bounds what `filter.by` says; by default `enqueuedAt` (or the first moment
 * known), and `finishedAt` when sorted by that.
 */
export async function selectRuns(db: Queryable, asked: Asked): Promise<Hit[]> {
  const { filter, window, sort, limit, cursor } = asked;
  if (filter.queueIds.length === 0 || isVain(filter)) return [];
  const by = filter.by ?? sorts[sort].by;
  const ordered = sort === '-enqueuedAt' ? orderedWindow(window, by) : null;
  if (ordered === null) return selectStretch(db, asked, by, null);
  const found: Hit[] = [];
  // the cursor's moment itself may hold further runs
  const toMs = cursor ? Math.min(ordered.toMs, Math.floor(cursor.key / 1000) + 1) : ordered.toMs;
  for (const stretch of stretchesBack({ fromMs: Math.min(ordered.fromMs, toMs), toMs })) {
    found.push(...(await selectStretch(db, { ...asked, limit: limit - found.length }, by, stretch)));
    if (found.length >= limit) break;
  }
  return found;
}

async function selectStretch(db: Queryable, asked: Asked, by: RunBound, stretch: Window | null): Promise<Hit[]> {
  const { filter, window, sort, limit, cursor } = asked;
  const isOnce = isPlannedOnce(filter) && (stretch !== null || !isReaching(by));
  const text = statementOf(filter, { sort, by, isOnce, hasCursor: cursor !== null, hasStretch: stretch !== null });
  const { rows } = await db.query<SummaryRow & { sort_key: number }>(
    preparedIf(isOnce, text, [
      ...filterParameters(filter),
      ...(await windowParameters(db, window, by, stretch ?? undefined)),
      limit,
      ...(cursor ? [cursor.key, cursor.id] : []),
      ...(stretch ? [new Date(stretch.fromMs), new Date(stretch.toMs)] : []),
    ]),
  );
  return rows.map((row) => ({ run: summaryOf(row), cursor: { key: row.sort_key, id: row.id } }));
}
