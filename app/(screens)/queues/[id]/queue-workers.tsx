'use client';
import { useQuery } from '@tanstack/react-query';
import { workersOptions } from '#app/_data/lists.ts';
import type { Query } from '#app/_data/query-string.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { WorkerTable } from '#app/_ui/worker-table.tsx';

/** Who took runs of this queue in the window. */
export function QueueWorkers({ filter }: { filter: Query }) {
  const [scope] = useScope();
  const workers = useQuery(workersOptions({ ...scopeQuery(scope), ...filter }));
  return (
    <Panel isFlush title="Workers">
      <Answered query={workers} what="the workers" loading={<TableSkeleton rows={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No worker was heard of">
              A backend names its workers while they are connected; a worker's own spans name it always.
            </Empty>
          ) : (
            <WorkerTable workers={items} isOneQueue />
          )
        }
      </Answered>
    </Panel>
  );
}
