import type { Caller } from '#lib/auth/authorise.ts';
import { type FacetList, facetNames } from '#lib/contracts/facet.ts';
import type { FilterQuery } from '#lib/contracts/filter.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import { selectFacetGroups } from '#lib/db/run/select-facet-groups.ts';
import { windowOf } from '#lib/http/window-of.ts';
import { facetsOf } from '#lib/stats/facets.ts';

/** Counts by state, queue, job … under a filter. The window bounds `enqueuedAt`, as in the run list. */
export async function listFacets(caller: Caller, query: FilterQuery, nowMs: number): Promise<FacetList> {
  const window = windowOf(query, nowMs);
  // A value that is not chosen is counted too: what is chosen of the facets is applied to the groups.
  const others = { ...query, ...Object.fromEntries(facetNames.map((name) => [name, undefined])) };
  const filter = await resolveFilter(caller.pool, others, caller.environment);
  const { groups, since } = await selectFacetGroups(caller.pool, filter, window);
  return { ...facetsOf(groups, query), countedSince: since?.toISOString() ?? null };
}
