'use client';
import { useQuery } from '@tanstack/react-query';
import { deadLetterChart, durationChart, failureChart, throughputChart, waitChart } from '#app/_charts/catalog.ts';
import { ChartPanel } from '#app/_charts/time-series/chart-panel.tsx';
import { queuesOptions } from '#app/_data/queue.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { NothingYet } from '#app/_ui/nothing-yet.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { QueueTable } from '#app/_ui/queue-table/queue-table.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { OverviewFigures } from './figures.tsx';

export function Overview() {
  const [scope] = useScope();
  const queues = useQuery(queuesOptions(scopeQuery(scope)));
  return (
    <Screen title="Overview">
      <OverviewFigures />
      <div className="grid gap-3.5 lg:grid-cols-[2fr_1fr]">
        <ChartPanel spec={durationChart} />
        <ChartPanel spec={deadLetterChart} isNarrow />
      </div>
      <Panel isFlush>
        <Answered query={queues} what="the queues" loading={<TableSkeleton rows={6} />}>
          {({ items }) => (items.length === 0 ? <NothingYet what="queues" /> : <QueueTable queues={items} />)}
        </Answered>
      </Panel>
      <div className="grid gap-3.5 lg:grid-cols-3">
        <ChartPanel spec={throughputChart} isNarrow />
        <ChartPanel spec={waitChart} isNarrow />
        <ChartPanel spec={failureChart} isNarrow />
      </div>
    </Screen>
  );
}
