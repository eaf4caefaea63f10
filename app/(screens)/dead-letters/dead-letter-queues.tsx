'use client';
import { useScopedLink } from '#app/_data/scope.ts';
import { countDifference } from '#app/_ui/format/difference.ts';
import { formatCount } from '#app/_ui/format/number.ts';
import { Link } from '#app/_ui/link.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { Known } from '#app/_ui/queue-table/known.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { Age } from '#app/_ui/value.tsx';
import type { DeadLetterQueue } from '#lib/contracts/dead-letter.ts';

/** Per queue: what the backend counts beside what died in the window. */
export function DeadLetterQueues({ queues }: { queues: readonly DeadLetterQueue[] }) {
  const link = useScopedLink();
  return (
    <Panel isFlush title="By queue">
      <TableFrame caption="Dead letters by queue, largest first" minWidth="min-w-[640px]">
        <thead>
          <tr>
            <th scope="col">Queue</th>
            <th scope="col">Size</th>
            <th scope="col">Growth</th>
            <th scope="col">Died in window</th>
            <th scope="col">Read</th>
          </tr>
        </thead>
        <tbody>
          {[...queues]
            .sort((a, b) => (b.size ?? 0) - (a.size ?? 0) || b.died - a.died)
            .map((queue) => {
              const growth = countDifference(queue.growth, 'up-is-bad');
              return (
                <tr key={queue.queueId}>
                  <td>
                    <Link href={link(`/queues/${queue.queueId}`)}>{queue.queue}</Link>
                    <span className="ml-1.5 text-xs text-dim">
                      {queue.system} · {queue.environment}
                    </span>
                  </td>
                  <td>
                    <Known value={queue.size} />
                  </td>
                  <td className={growth?.tone === 'bad' ? 'text-bad' : 'text-dim'}>{growth?.text ?? '–'}</td>
                  <td>
                    <Link
                      href={link('/runs', {
                        environment: queue.environment,
                        system: queue.system,
                        queue: queue.queue,
                        state: 'dead',
                        by: 'finishedAt',
                      })}
                    >
                      {formatCount(queue.died)}
                    </Link>
                  </td>
                  <td className="text-dim">
                    <Age at={queue.sampledAt} />
                  </td>
                </tr>
              );
            })}
        </tbody>
      </TableFrame>
    </Panel>
  );
}
