'use client';
import type { Query } from '#app/_data/query-string.ts';
import { useScopedLink } from '#app/_data/scope.ts';
import { Figure, Figures } from '#app/_ui/figure.tsx';
import { pointDifference, relativeDifference } from '#app/_ui/format/difference.ts';
import { exactMs, formatMs } from '#app/_ui/format/duration.ts';
import { formatCount, formatShare } from '#app/_ui/format/number.ts';
import { Link } from '#app/_ui/link.tsx';
import { Status } from '#app/_ui/status.tsx';
import { healthTone } from '#app/_ui/tone.ts';
import type { QueueView } from '#lib/contracts/queue.ts';
import { drainWords } from './drain-words.ts';

/** Each figure opens the runs that it counts. */
export function QueueFigures({ queue, filter }: { queue: QueueView; filter: Query }) {
  const link = useScopedLink();
  const { window, before } = queue;
  const drain = drainWords(queue.drain);
  const runs = (query: Query) => link('/runs', { ...filter, from: window.from, to: window.to, ...query });
  return (
    <Figures label="Figures of the queue">
      <Figure
        label="Health"
        isWord
        value={<Status tone={healthTone[queue.health]}>{queue.health}</Status>}
        note={queue.healthReason}
      />
      <Figure
        label="Waiting"
        value={<Link href={link('/runs', { ...filter, state: 'queued' })}>{formatCount(queue.depth.queued)}</Link>}
        note={queue.oldestWaitingMs === null ? undefined : `oldest ${formatMs(queue.oldestWaitingMs)}`}
      />
      <Figure label="Empty in" isWord={queue.drain.verdict !== 'draining'} value={drain.text} note={drain.note} />
      <Figure
        label="p95 duration"
        value={<Link href={runs({ by: 'finishedAt', sort: '-durationMs' })}>{formatMs(window.durationMs.p95)}</Link>}
        exact={`${exactMs(window.durationMs.p95)}, n = ${window.durationMs.n}`}
        difference={relativeDifference(window.durationMs.p95, before.durationMs.p95, 'up-is-bad')}
      />
      <Figure
        label="p95 time in queue"
        value={<Link href={runs({ by: 'startedAt', sort: '-waitMs' })}>{formatMs(window.waitMs.p95)}</Link>}
        exact={`${exactMs(window.waitMs.p95)}, n = ${window.waitMs.n}`}
        difference={relativeDifference(window.waitMs.p95, before.waitMs.p95, 'up-is-bad')}
      />
      <Figure
        label="Dead runs"
        value={<Link href={runs({ by: 'finishedAt', state: 'dead' })}>{formatShare(window.runFailureRate)}</Link>}
        exact={`${window.dead} of ${window.dead + window.succeeded}`}
        difference={pointDifference(window.runFailureRate, before.runFailureRate, 'up-is-bad')}
        note={`attempts ${formatShare(window.attemptFailureRate)}`}
      />
    </Figures>
  );
}
