'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import { useLive } from '#app/_data/live.tsx';
import { runsOptions } from '#app/_data/run.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { columnsOf } from '#app/_ui/run-table/columns.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { FilterBar } from './filter-bar.tsx';
import { useRunFilters } from './filter-state.ts';
import { useListState } from './list-state.ts';
import { Preview } from './preview.tsx';
import { SearchEnd } from './search-end.tsx';
import { useActiveRow } from './use-active-row.ts';
import { useNewRuns } from './use-new-runs.ts';
import { useScrolledAway } from './use-scrolled-away.ts';
import { VirtualTable } from './virtual-table.tsx';

const pageSize = 100;

export function Runs() {
  const [scope] = useScope();
  const { filters, setFilters, query } = useRunFilters();
  const filter = { ...scopeQuery(scope), ...query };
  const list = useListState();
  const runs = useInfiniteQuery(runsOptions(filter, filters.sort, pageSize));
  const pages = runs.data?.pages;
  const items = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  const columns = useMemo(() => columnsOf(list.keys, filters.sort), [list.keys, filters.sort]);
  const { active, release } = useActiveRow(items, list);
  const { hold } = useLive();
  const isReading = useScrolledAway(140) || (pages?.length ?? 0) > 1 || active >= 0 || list.preview !== null;
  useEffect(() => {
    hold(isReading);
    return () => hold(false);
  }, [isReading, hold]);
  const { fetchNextPage, isFetchingNextPage } = runs;
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);
  const news = useNewRuns(items);
  // a search that met its bound goes on when a person asks for it, not by itself
  const isCut = pages?.at(-1)?.cut != null;
  const close = () => {
    list.setPreview(null);
    release();
  };
  return (
    <Screen title="Runs">
      <p role="status" className="sr-only">
        {news}
      </p>
      <FilterBar query={filter} />
      <div className="flex items-start gap-3.5 max-lg:flex-col-reverse">
        <Panel isFlush className="w-full min-w-0 grow">
          <Answered query={runs} what="the runs" loading={<TableSkeleton rows={25} />}>
            {(data) => (
              <>
                {items.length === 0 && !isCut && <NoRuns />}
                {items.length > 0 && (
                  <VirtualTable
                    runs={items}
                    columns={columns}
                    sort={filters.sort}
                    setSort={(sort) => setFilters({ sort })}
                    active={active}
                    hasMore={runs.hasNextPage && !isCut}
                    more={more}
                  />
                )}
                <SearchEnd
                  pages={data.pages}
                  hasMore={runs.hasNextPage}
                  isReading={isFetchingNextPage}
                  error={runs.isFetchNextPageError ? runs.error : null}
                  more={more}
                />
              </>
            )}
          </Answered>
        </Panel>
        {list.preview && <Preview id={list.preview} close={close} />}
      </div>
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
