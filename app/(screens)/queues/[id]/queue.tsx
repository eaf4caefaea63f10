'use client';
import { useQuery } from '@tanstack/react-query';
import {
  ageChart,
  busyChart,
  deadLetterChart,
  depthChart,
  durationChart,
  failureChart,
  rateChart,
} from '#app/_charts/catalog.ts';
import { ChartPanel } from '#app/_charts/time-series/chart-panel.tsx';
import { queueOptions } from '#app/_data/queue.ts';
import { useScope, useScopedLink, windowQuery } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { LoadingCharts } from '#app/_ui/loading-charts.tsx';
import { NoSuch } from '#app/_ui/no-such.tsx';
import { RecentRuns } from '#app/_ui/run-table/recent-runs.tsx';
import { Composition } from './composition.tsx';
import { QueueFigures } from './figures.tsx';
import { QueueJobs } from './queue-jobs.tsx';
import { QueueWorkers } from './queue-workers.tsx';

export function Queue({ id }: { id: string }) {
  const [scope] = useScope();
  const link = useScopedLink();
  const queue = useQuery(queueOptions(id, windowQuery(scope)));
  const parent = { label: 'Queues', href: link('/queues') };
  return (
    <Screen
      title={queue.data?.name ?? 'Queue'}
      note={queue.data && `${queue.data.system} · ${queue.data.source} · ${queue.data.environment}`}
      parent={parent}
    >
      <Answered
        query={queue}
        what="this queue"
        loading={<LoadingCharts />}
        missing={<NoSuch what="queue" href={link('/queues')} all="all queues" />}
      >
        {(one) => {
          const filter = { environment: one.environment, system: one.system, queue: [one.name] };
          return (
            <>
              <QueueFigures queue={one} filter={filter} />
              <div className="grid gap-3.5 lg:grid-cols-2">
                <ChartPanel spec={depthChart} filter={filter} isNarrow />
                <ChartPanel spec={rateChart} filter={filter} isNarrow />
                <ChartPanel spec={ageChart} filter={filter} isNarrow />
                <ChartPanel spec={durationChart} filter={filter} isNarrow />
                <ChartPanel spec={failureChart} filter={filter} isNarrow />
                <ChartPanel spec={one.workers === null ? deadLetterChart : busyChart} filter={filter} isNarrow />
              </div>
              <Composition queue={one} filter={filter} />
              <div className="grid gap-3.5 lg:grid-cols-2">
                <QueueJobs id={id} filter={filter} />
                <QueueWorkers filter={filter} />
              </div>
              <RecentRuns filter={filter} caption="Newest runs of this queue" isOneQueue />
            </>
          );
        }}
      </Answered>
    </Screen>
  );
}
