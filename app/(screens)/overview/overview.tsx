'use client';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { deadLetterChart, durationChart, failureChart, throughputChart, waitChart } from '#app/_charts/catalog.ts';
import { ChartPanel } from '#app/_charts/time-series/chart-panel.tsx';
import { countIn } from '#app/_data/count-in.ts';
import { queuesOptions } from '#app/_data/queue.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { QueueTable } from '#app/_ui/queue-table/queue-table.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import type { InstanceList } from '#lib/contracts/alert.ts';
import type { DoorAddress } from '#lib/http/door-address.ts';
import { EnvironmentStrip } from './environment-strip.tsx';
import { OverviewFigures } from './figures.tsx';
import { FiringAlerts } from './firing.tsx';
import { Arrived } from './first-run/arrived.tsx';
import { type Backend, FirstRun } from './first-run/first-run.tsx';
import { useWall, WallButton, WallHead } from './wall.tsx';

interface OverviewProps {
  door: DoorAddress;
  backends: readonly Backend[];
  /** As the page was asked for. */
  alerts: InstanceList | undefined;
  /** Queues of each environment. */
  lanesBy: Readonly<Record<string, number>>;
}

export function Overview({ door, backends, alerts, lanesBy }: OverviewProps) {
  const [scope] = useScope();
  const [isWall] = useWall();
  const queues = useQuery(queuesOptions(scopeQuery(scope)));
  const lanes = queues.data?.items;
  const wasEmpty = useRef(false);
  // without a filter, no queue at all means that nothing was ever seen
  const isEmpty = lanes?.length === 0 && scope.environment === '';
  if (isEmpty) wasEmpty.current = true;
  if (isEmpty) {
    return (
      <Screen title="Overview">
        <FirstRun door={door} backends={backends} />
      </Screen>
    );
  }
  return (
    <Screen title="Overview" actions={<WallButton />}>
      {isWall && <WallHead />}
      {wasEmpty.current && <Arrived />}
      <FiringAlerts initial={alerts} />
      {scope.environment === '' && Object.keys(lanesBy).length > 1 && !queues.isError && (
        <EnvironmentStrip queues={lanes} />
      )}
      <OverviewFigures />
      <div className="grid gap-3.5 lg:grid-cols-[2fr_1fr]">
        <ChartPanel spec={durationChart} />
        <ChartPanel spec={deadLetterChart} isNarrow />
      </div>
      <Panel isFlush>
        <Answered
          query={queues}
          what="the queues"
          loading={<TableSkeleton rows={countIn(lanesBy, scope.environment)} />}
        >
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={`No queue in ${scope.environment}`}>
                Nothing was seen in this environment. Choose another one above.
              </Empty>
            ) : (
              <QueueTable queues={items} />
            )
          }
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
