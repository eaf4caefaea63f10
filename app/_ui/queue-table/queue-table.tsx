'use client';
import { useQuery } from '@tanstack/react-query';
import { metricOptions } from '#app/_data/metric.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { stepFor, windowLabel, windowLength } from '#app/_data/window.ts';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import type { QueueView } from '#lib/contracts/queue.ts';
import { depthLines } from './depth-lines.ts';
import { QueueRow } from './queue-row.tsx';
import { byTrouble } from './trouble.ts';

/** Queues by trouble, with their depth over the window as a line. */
export function QueueTable({ queues }: { queues: readonly QueueView[] }) {
  const [scope] = useScope();
  const lengthMs = windowLength(scope, Date.now());
  const depth = useQuery(
    metricOptions('depth.queued', {
      ...scopeQuery(scope),
      groupBy: ['source', 'queue'],
      stepMs: stepFor(lengthMs, 48),
    }),
  );
  const lineOf = depthLines(depth.data);
  const period = windowLabel(scope).replace('Last ', '');
  return (
    <TableFrame caption="Queues, those in trouble first" minWidth="min-w-[980px]">
      <thead>
        <tr>
          <th scope="col">Queue</th>
          <th scope="col" className="l">
            Health
          </th>
          <th scope="col">Waiting</th>
          <th scope="col">Oldest</th>
          <th scope="col">Jobs/min</th>
          <th scope="col">p95</th>
          <th scope="col">p99</th>
          <th scope="col">p95 wait</th>
          <th scope="col">Dead runs</th>
          <th scope="col">DLQ</th>
          <th scope="col" className="l">
            Depth, {period}
          </th>
        </tr>
      </thead>
      <tbody>
        {byTrouble(queues).map((queue) => (
          <QueueRow key={queue.id} queue={queue} line={lineOf(queue.source, queue.name)} />
        ))}
      </tbody>
    </TableFrame>
  );
}
