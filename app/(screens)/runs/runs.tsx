'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLive } from '#app/_data/live.tsx';
import { withQuery } from '#app/_data/query-string.ts';
import { runsOptions } from '#app/_data/run.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { RunTable } from '#app/_ui/run-table/run-table.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { FilterBar } from './filter-bar.tsx';
import { useRunFilters } from './filter-state.ts';
import { useScrolledAway } from './use-scrolled-away.ts';

export function Runs() {
  const [scope] = useScope();
  const { filters, setFilters, query } = useRunFilters();
  const filter = { ...scopeQuery(scope), ...query };
  const runs = useInfiniteQuery(runsOptions(filter, filters.sort));
  const { hold } = useLive();
  const isReading = useScrolledAway(140) || (runs.data?.pages.length ?? 0) > 1;
  useEffect(() => {
    hold(isReading);
    return () => hold(false);
  }, [isReading, hold]);

  return (
    <Screen title="Runs">
      <FilterBar exportUrl={withQuery('/api/v1/export/runs.csv', filter)} />
      <Panel isFlush>
        <Answered query={runs} what="the runs" loading={<TableSkeleton rows={25} />}>
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items);
            if (items.length === 0) return <NoRuns />;
            return (
              <RunTable runs={items} caption="Runs" sort={filters.sort} setSort={(sort) => setFilters({ sort })} />
            );
          }}
        </Answered>
      </Panel>
      {runs.hasNextPage && (
        <button
          type="button"
          className="control mx-auto"
          disabled={runs.isFetchingNextPage}
          onClick={() => runs.fetchNextPage()}
        >
          {runs.isFetchingNextPage ? 'Reading…' : 'Show 50 more'}
        </button>
      )}
    </Screen>
  );
}

function NoRuns() {
  return (
    <Empty title="No runs match" command="npm run demo">
      Choose a longer window, another environment, or take a filter away. Where nothing was observed at all, the demo
      shows real queues at work:
    </Empty>
  );
}
