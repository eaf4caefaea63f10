'use client';
import { useQuery } from '@tanstack/react-query';
import { queuesOptions } from '#app/_data/queue.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { NothingYet } from '#app/_ui/nothing-yet.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { QueueTable } from '#app/_ui/queue-table/queue-table.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';

export function Queues() {
  const [scope] = useScope();
  const queues = useQuery(queuesOptions(scopeQuery(scope)));
  return (
    <Screen title="Queues">
      <Panel isFlush>
        <Answered query={queues} what="the queues" loading={<TableSkeleton rows={12} />}>
          {({ items }) => (items.length === 0 ? <NothingYet what="queues" /> : <QueueTable queues={items} />)}
        </Answered>
      </Panel>
    </Screen>
  );
}
