'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Query } from '#app/_data/query-string.ts';
import { runsOptions } from '#app/_data/run.ts';
import { scopeQuery, useScope, useScopedLink } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { Link } from '#app/_ui/link.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { RunTable } from './run-table.tsx';

/** The newest runs under a filter, with the way to all of them. */
export function RecentRuns({
  filter,
  caption,
  isOneQueue = false,
}: {
  filter: Query;
  caption: string;
  isOneQueue?: boolean;
}) {
  const [scope] = useScope();
  const link = useScopedLink();
  const runs = useInfiniteQuery(runsOptions({ ...scopeQuery(scope), ...filter }, '-enqueuedAt', 15));
  return (
    <Panel
      isFlush
      title="Newest runs"
      actions={
        <Link className="link text-xs" href={link('/runs', filter)}>
          all runs
        </Link>
      }
    >
      <Answered query={runs} what="the runs" loading={<TableSkeleton rows={15} />}>
        {({ pages }) => {
          const items = pages[0]?.items ?? [];
          if (items.length === 0) return <Empty title="No runs in this window">Choose a longer window above.</Empty>;
          return <RunTable runs={items} caption={caption} isOneQueue={isOneQueue} />;
        }}
      </Answered>
    </Panel>
  );
}
