// One page of runs under a filter. With an attribute asked for, runs are read in the list's order, a batch at a time, and looked into until
// the page is full: what a page may read has a bound, and it says when it met it.
import { type AttributeFilter, isAttributeFilter, readAttributeFilter } from '#lib/contracts/attribute-filter.ts';
import type { FilterQuery } from '#lib/contracts/filter.ts';
import type { RunListQuery, RunSummary, SearchCut } from '#lib/contracts/run.ts';
import type { Window } from '#lib/contracts/window.ts';
import { type ResolvedFilter, resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { type RunCursor, selectRuns } from '#lib/db/run/select-runs.ts';
import { AppError } from '#lib/errors.ts';
import { runsWithAttribute } from './runs-with-attribute.ts';

export interface RunSearch {
  filter: ResolvedFilter;
  attribute: AttributeFilter | null;
  window: Window;
  sort: RunListQuery['sort'];
}

export interface RunPage {
  runs: RunSummary[];
  /** Where the next page goes on; null = there is none. */
  next: RunCursor | null;
  /** The bound that ended the page early: how many runs were looked into, and the last of them. */
  cut: { readRuns: number; last: RunSummary; why: SearchCut['why'] } | null;
}

const batchSize = 200;
/** Looked into for one page: about a second's work. */
const maxRead = 2_000;

/** Looks the filter's words up. Throws `invalid_input` when an attribute is asked for in a way that cannot be read. */
export async function runSearchOf(
  db: Queryable,
  query: FilterQuery & Pick<RunListQuery, 'sort'>,
  options: { window: Window; environment: string | null },
): Promise<RunSearch> {
  const { window, environment } = options;
  const { sort } = query;
  if (!isAttributeFilter(query.q)) {
    return { filter: await resolveFilter(db, query, environment), attribute: null, window, sort };
  }
  const attribute = readAttributeFilter(query.q);
  if (!attribute) {
    const fields = { q: 'write an attribute as attr.name=value, such as attr.order.id=42' };
    throw new AppError('invalid_input', 'Some values are not valid.', { fields });
  }
  return { filter: await resolveFilter(db, { ...query, q: undefined }, environment), attribute, window, sort };
}

/** At most `limit` runs after `cursor`. */
export async function pageOfRuns(
  db: Queryable,
  search: RunSearch,
  limit: number,
  cursor: RunCursor | null,
): Promise<RunPage> {
  if (search.attribute) return pageWithAttribute(db, search, search.attribute, limit, cursor);
  const found = await selectRuns(db, { ...search, limit: limit + 1, cursor });
  const kept = found.slice(0, limit);
  return {
    runs: kept.map((hit) => hit.run),
    next: found.length > limit ? (kept.at(-1)?.cursor ?? null) : null,
    cut: null,
  };
}

async function pageWithAttribute(
  db: Queryable,
  search: RunSearch,
  attribute: AttributeFilter,
  limit: number,
  cursor: RunCursor | null,
): Promise<RunPage> {
  const runs: RunSummary[] = [];
  let after = cursor;
  for (let readRuns = 0; ; ) {
    const batch = await selectRuns(db, { ...search, limit: batchSize, cursor: after });
    const found = await runsWithAttribute(
      db,
      batch.map((hit) => hit.run.id),
      attribute,
    );
    for (const hit of batch) {
      if (found.ids.has(hit.run.id)) runs.push(hit.run);
      readRuns++;
      after = hit.cursor;
      if (runs.length === limit) return { runs, next: after, cut: null };
    }
    const last = batch.at(-1)?.run;
    if (last && found.isCut) return { runs, next: after, cut: { readRuns, last, why: 'large-traces' } };
    if (!last || batch.length < batchSize) return { runs, next: null, cut: null };
    if (readRuns >= maxRead) return { runs, next: after, cut: { readRuns, last, why: 'many-runs' } };
  }
}
