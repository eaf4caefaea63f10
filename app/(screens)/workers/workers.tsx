'use client';
import { useQuery } from '@tanstack/react-query';
import { workersOptions } from '#app/_data/lists.ts';
import { scopeQuery, useScope, useScopedLink } from '#app/_data/scope.ts';
import { formatCount, formatShare } from '#app/_ui/format/number.ts';
import { Link } from '#app/_ui/link.tsx';
import { ListScreen } from '#app/_ui/list-screen.tsx';
import { NothingYet } from '#app/_ui/nothing-yet.tsx';
import { Known } from '#app/_ui/queue-table/known.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { Age } from '#app/_ui/value.tsx';

export function Workers() {
  const [scope] = useScope();
  const link = useScopedLink();
  const workers = useQuery(workersOptions(scopeQuery(scope)));
  return (
    <ListScreen
      title="Workers"
      what="the workers"
      query={workers}
      empty={<NothingYet what="workers" />}
      isEmpty={({ items }) => items.length === 0}
    >
      {({ items }) => (
        <TableFrame caption="Workers, last seen first" minWidth={860}>
          <thead>
            <tr>
              <th scope="col">Worker</th>
              <th scope="col" className="l">
                Queues
              </th>
              <th scope="col">Running</th>
              <th scope="col" title="Jobs that it runs of those that it would run at once, as it says itself">
                Says
              </th>
              <th scope="col">Busy</th>
              <th scope="col">Attempts</th>
              <th scope="col" className="l">
                Version
              </th>
              <th scope="col">Last seen</th>
            </tr>
          </thead>
          <tbody>
            {items.map((worker) => (
              <tr key={`${worker.environment} ${worker.system} ${worker.name}`}>
                <td>
                  <Link href={link('/runs', { environment: worker.environment, worker: worker.name })}>
                    {worker.name}
                  </Link>
                  <span className="ml-1.5 text-xs text-dim">{worker.system}</span>
                </td>
                <td className="l clip" title={worker.queues.join(', ')}>
                  {worker.queues.join(', ')}
                </td>
                <td>{formatCount(worker.running)}</td>
                <td>
                  <Known value={worker.busy} /> of <Known value={worker.concurrency} />
                </td>
                <td>
                  <Known value={worker.busyShare} as={formatShare} />
                </td>
                <td>{formatCount(worker.attempts)}</td>
                <td className="l">{worker.version ?? <span className="text-dim">–</span>}</td>
                <td>
                  <Age at={worker.lastSeenAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )}
    </ListScreen>
  );
}
