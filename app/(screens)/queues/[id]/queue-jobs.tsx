'use client';
import { useQuery } from '@tanstack/react-query';
import type { Query } from '#app/_data/query-string.ts';
import { compositionOptions } from '#app/_data/queue.ts';
import { useScopedLink } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { formatCount } from '#app/_ui/format/number.ts';
import { Link } from '#app/_ui/link.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { Age } from '#app/_ui/value.tsx';

const states = ['queued', 'running', 'retrying', 'scheduled', 'blocked'] as const;

/** Of which jobs the queue's open runs are, as far as runs tell. */
export function QueueJobs({ id, filter }: { id: string; filter: Query }) {
  const link = useScopedLink();
  const composition = useQuery(compositionOptions(id));
  return (
    <Panel
      isFlush
      title="Open now, by job"
      note={composition.data?.isCut ? 'at least: counting stopped at 100,000' : 'as runs tell'}
    >
      <Answered query={composition} what="what is open" loading={<TableSkeleton rows={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nothing is open">Runs that wait, work or will be tried again are listed here by job.</Empty>
          ) : (
            <TableFrame caption="Open runs by job" minWidth="min-w-[460px]">
              <thead>
                <tr>
                  <th scope="col">Job</th>
                  {states.map((state) => (
                    <th key={state} scope="col">
                      {state}
                    </th>
                  ))}
                  <th scope="col">Oldest queued</th>
                </tr>
              </thead>
              <tbody>
                {items.map((part) => (
                  <tr key={part.job ?? ''}>
                    <td>{part.job ?? <span className="text-dim">not told</span>}</td>
                    {states.map((state) => (
                      <td key={state} className={part[state] === 0 ? 'text-dim' : ''}>
                        <Link href={link('/runs', { ...filter, job: part.job ?? undefined, state, by: 'active' })}>
                          {formatCount(part[state])}
                        </Link>
                      </td>
                    ))}
                    <td>
                      <Age at={part.oldestQueuedAt} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </TableFrame>
          )
        }
      </Answered>
    </Panel>
  );
}
