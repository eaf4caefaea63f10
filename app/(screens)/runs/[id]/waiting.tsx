'use client';
import { useQuery } from '@tanstack/react-query';
import { queueOptions } from '#app/_data/queue.ts';
import { useScopedLink } from '#app/_data/scope.ts';
import { Link } from '#app/_ui/link.tsx';
import { useNow } from '#app/_ui/now.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { Mark } from '#app/_ui/status.tsx';
import type { RunDetail } from '#lib/contracts/run.ts';
import type { RunState } from '#lib/domain/run.ts';
import { whyWaiting } from './why-waiting.ts';

const waitingStates: ReadonlySet<RunState> = new Set(['scheduled', 'blocked', 'queued', 'retrying']);

/** For a run that has not begun or is between attempts: why. */
export function Waiting({ run }: { run: RunDetail }) {
  return waitingStates.has(run.state) ? <Reasons run={run} /> : null;
}

function Reasons({ run }: { run: RunDetail }) {
  const now = useNow();
  const link = useScopedLink();
  const queue = useQuery(queueOptions(run.queueId, { from: 'now-15m' }));
  const reasons = whyWaiting(run, queue.data, now);
  return (
    <Panel
      title="Why is this waiting?"
      actions={
        <Link className="link text-xs" href={link(`/queues/${run.queueId}`)}>
          the queue
        </Link>
      }
    >
      <ul className="grid gap-0.5">
        {reasons.map(({ text, isBad }) => (
          <li key={text} className="flex items-baseline gap-2">
            <Mark tone={isBad ? 'bad' : 'idle'} />
            {text}
          </li>
        ))}
        {queue.isPending && reasons.length === 0 && <li className="text-dim">Reading the queue…</li>}
        {queue.error && <li className="text-warn">The queue could not be read: {queue.error.message}</li>}
        {queue.data && reasons.length === 0 && <li className="text-dim">Nothing that is known of it says why.</li>}
      </ul>
    </Panel>
  );
}
