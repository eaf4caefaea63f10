'use client';
import { useScopedLink } from '#app/_data/scope.ts';
import { formatCount, formatShare } from '#app/_ui/format/number.ts';
import type { WorkerView } from '#lib/contracts/worker.ts';
import { Link } from './link.tsx';
import { useNow } from './now.tsx';
import { Known } from './queue-table/known.tsx';
import { Status } from './status.tsx';
import { TableFrame } from './table-frame.tsx';
import { Age } from './value.tsx';

/** A worker that was not heard of for this long may be gone. */
const silentMs = 120_000;

/** Workers with what they do and did; `isOneQueue`: the queue need not be repeated. */
export function WorkerTable({ workers, isOneQueue = false }: { workers: readonly WorkerView[]; isOneQueue?: boolean }) {
  const link = useScopedLink();
  const now = useNow();
  return (
    <TableFrame caption="Workers, last seen first" minWidth={isOneQueue ? 'min-w-[520px]' : 'min-w-[900px]'}>
      <thead>
        <tr>
          <th scope="col">Worker</th>
          <th scope="col" className="l">
            State
          </th>
          {!isOneQueue && (
            <th scope="col" className="l">
              Queues
            </th>
          )}
          <th scope="col">Running</th>
          <th scope="col">Busy</th>
          <th scope="col">Attempts</th>
          <th scope="col" className="l">
            Version
          </th>
          <th scope="col">Last seen</th>
        </tr>
      </thead>
      <tbody>
        {workers.map((worker) => {
          const runs = { environment: worker.environment, worker: worker.name };
          const isSilent = now - Date.parse(worker.lastSeenAt) > silentMs;
          const tone = isSilent ? 'unknown' : worker.running > 0 ? 'work' : 'idle';
          return (
            <tr key={`${worker.environment} ${worker.system} ${worker.name}`}>
              <td>
                <Link href={link('/runs', runs)}>{worker.name}</Link>
                <span className="ml-1.5 text-xs text-dim">{worker.system}</span>
              </td>
              <td className="l">
                <Status tone={tone}>{isSilent ? 'silent' : worker.running > 0 ? 'working' : 'idle'}</Status>
              </td>
              {!isOneQueue && (
                <td className="l clip" title={worker.queues.join(', ')}>
                  {worker.queues.map((queue, place) => (
                    <span key={queue}>
                      {place > 0 && ', '}
                      <Link href={link('/runs', { ...runs, queue })}>{queue}</Link>
                    </span>
                  ))}
                </td>
              )}
              <td>
                <Link href={link('/runs', { ...runs, state: 'running', by: 'active' })}>
                  {formatCount(worker.running)}
                </Link>
              </td>
              <td>
                <Known value={worker.busyShare} as={formatShare} />
              </td>
              <td>{formatCount(worker.attempts)}</td>
              <td className="l">
                {worker.version ? (
                  <Link href={link('/runs', { environment: worker.environment, version: worker.version })}>
                    {worker.version}
                  </Link>
                ) : (
                  <span className="text-dim">–</span>
                )}
              </td>
              <td>
                <Age at={worker.lastSeenAt} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </TableFrame>
  );
}
