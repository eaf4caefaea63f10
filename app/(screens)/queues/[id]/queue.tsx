'use client';
import { useQuery } from '@tanstack/react-query';
import {
  deadLetterChart,
  depthChart,
  durationChart,
  failureChart,
  throughputChart,
  waitChart,
} from '#app/_charts/catalog.ts';
import { ChartPanel } from '#app/_charts/time-series/chart-panel.tsx';
import { queueOptions } from '#app/_data/queue.ts';
import { scopeQuery, useScope, useScopedLink } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { Composition } from './composition.tsx';
import { QueueFigures } from './figures.tsx';
import { RecentRuns } from './recent-runs.tsx';

export function Queue({ id }: { id: string }) {
  const [scope] = useScope();
  const link = useScopedLink();
  const { environment: _, ...window } = scopeQuery(scope);
  const queue = useQuery(queueOptions(id, window));
  const parent = { label: 'Queues', href: link('/queues') };
  return (
    <Screen
      title={queue.data?.name ?? 'Queue'}
      note={queue.data && `${queue.data.system} · ${queue.data.source} · ${queue.data.environment}`}
      parent={parent}
    >
      <Answered query={queue} what="this queue" loading={<Loading />}>
        {(one) => {
          const filter = { environment: one.environment, source: one.source, system: one.system, queue: [one.name] };
          return (
            <>
              <QueueFigures queue={one} />
              <div className="grid gap-3.5 lg:grid-cols-2">
                <ChartPanel spec={durationChart} filter={filter} isNarrow />
                <ChartPanel spec={throughputChart} filter={filter} isNarrow />
                <ChartPanel spec={waitChart} filter={filter} isNarrow />
                <ChartPanel spec={failureChart} filter={filter} isNarrow />
                <ChartPanel spec={depthChart} filter={filter} isNarrow />
                <ChartPanel spec={deadLetterChart} filter={filter} isNarrow />
              </div>
              <Composition queue={one} filter={filter} />
              <RecentRuns filter={filter} />
            </>
          );
        }}
      </Answered>
    </Screen>
  );
}

function Loading() {
  return (
    <div className="grid gap-3.5">
      <div className="panel h-[69px]" />
      <div className="grid gap-3.5 lg:grid-cols-2">
        <div className="panel h-[230px]" />
        <div className="panel h-[230px]" />
      </div>
      <Panel isFlush>
        <TableSkeleton rows={10} />
      </Panel>
    </div>
  );
}
