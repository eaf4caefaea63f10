'use client';
import { useQuery } from '@tanstack/react-query';
import { atBase } from '#app/_data/base-path.ts';
import { type Query, withQuery } from '#app/_data/query-string.ts';
import { facetsOptions } from '#app/_data/run.ts';
import { Moment } from '#app/_ui/value.tsx';
import { isAttributeFilter } from '#lib/contracts/attribute-filter.ts';
import type { FacetName } from '#lib/contracts/facet.ts';
import { ColumnMenu } from './column-menu.tsx';
import { FacetMenu } from './facet-menu.tsx';
import { FilterChips } from './filter-chips.tsx';
import { useRunFilters } from './filter-state.ts';
import { useListState } from './list-state.ts';
import { Menu } from './menu.tsx';
import { StateFacet } from './state-facet.tsx';
import { TextFilter } from './text-filter.tsx';
import { ViewMenu } from './view-menu.tsx';

type Menus = readonly (readonly [Exclude<FacetName, 'state'>, string])[];
/** Always there, so that nothing moves when the counts come in. */
const usual: Menus = [
  ['queue', 'Queue'],
  ['job', 'Job'],
  ['system', 'System'],
  ['worker', 'Worker'],
];
/** Where runs have one. */
const rare: Menus = [
  ['version', 'Version'],
  ['tenant', 'Tenant'],
];

/** The usual filters with what each would leave; whatever else the URL carries as chips. */
export function FilterBar({ query }: { query: Query }) {
  const { filters, setFilters } = useRunFilters();
  const { keys, setKeys } = useListState();
  // attributes lie packed: what has one is found run by run, and cannot be counted
  const isCounted = !isAttributeFilter(filters.q);
  const facets = useQuery({ ...facetsOptions(query), enabled: isCounted });
  const data = isCounted ? facets.data : undefined;
  const facetOf = (name: FacetName) => data?.facets.find((facet) => facet.name === name);
  const choose = (name: FacetName) => (values: string[]) =>
    void setFilters({ [name]: values.length > 0 ? values : null });
  const menu = ([name, label]: Menus[number]) => (
    <FacetMenu key={name} label={label} facet={facetOf(name)} chosen={filters[name]} choose={choose(name)} />
  );
  const isThere = ([name]: Menus[number]) => filters[name].length > 0 || (facetOf(name)?.values.length ?? 0) > 0;
  return (
    <section aria-label="Filters" className="grid gap-2">
      <StateFacet facet={facetOf('state')} chosen={filters.state} choose={choose('state')} />
      <div className="flex min-h-[28px] flex-wrap items-center gap-2">
        {usual.map(menu)}
        <TextFilter
          label="Correlation ID"
          value={filters.correlationId.join(',')}
          set={(text) => setFilters({ correlationId: text ? [text] : null })}
          width="w-[170px]"
        />
        <TextFilter
          label="Error text, or attr.name=value"
          value={filters.q}
          set={(text) => setFilters({ q: text || null })}
          width="w-[236px]"
        />
        {rare.filter(isThere).map(menu)}
        <span className="grow" />
        <ViewMenu page="/runs" />
        <ColumnMenu keys={keys} setKeys={setKeys} />
        <Menu label="Export" width="w-[170px]">
          {(['csv', 'jsonl'] as const).map((format) => (
            <a
              key={format}
              className="block rounded-md px-2 py-1 hover:bg-soft"
              href={withQuery(atBase(`/api/v1/export/runs.${format}`), { ...query, sort: filters.sort })}
              download
            >
              {format === 'csv' ? 'CSV' : 'JSON, one run a line'}
            </a>
          ))}
        </Menu>
      </div>
      <FilterChips />
      {data?.countedSince && (
        <p className="text-xs text-warn">
          There are more runs than are counted: the counts are of those since <Moment at={data.countedSince} />.
        </p>
      )}
      {facets.error && <p className="text-xs text-warn">The counts could not be read: {facets.error.message}</p>}
    </section>
  );
}
