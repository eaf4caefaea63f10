'use client';
import { Figure, Figures } from '#app/_ui/figure.tsx';
import { pointDifference, relativeDifference } from '#app/_ui/format/difference.ts';
import { exactMs, formatMs } from '#app/_ui/format/duration.ts';
import { formatCount, formatShare } from '#app/_ui/format/number.ts';
import { Status } from '#app/_ui/status.tsx';
import { healthTone } from '#app/_ui/tone.ts';
import type { Drain, QueueView } from '#lib/contracts/queue.ts';

/** When the backlog will be gone, in words. */
function drainWords(drain: Drain): string {
  if (drain.verdict !== 'draining' || drain.seconds === null) return drain.verdict === 'unknown' ? '–' : drain.verdict;
  return formatMs(drain.seconds * 1000);
}

const range = ({ low, high }: Drain): string | undefined =>
  low === null || high === null ? undefined : `between ${formatMs(low * 1000)} and ${formatMs(high * 1000)}`;

export function QueueFigures({ queue }: { queue: QueueView }) {
  const { window, before } = queue;
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
        value={formatCount(queue.depth.queued)}
        note={queue.oldestWaitingMs === null ? undefined : `oldest ${formatMs(queue.oldestWaitingMs)}`}
      />
      <Figure
        label="Empty in"
        isWord={queue.drain.verdict !== 'draining'}
        value={drainWords(queue.drain)}
        exact={range(queue.drain)}
      />
      <Figure
        label="p95 duration"
        value={formatMs(window.durationMs.p95)}
        exact={`${exactMs(window.durationMs.p95)}, n = ${window.durationMs.n}`}
        difference={relativeDifference(window.durationMs.p95, before.durationMs.p95, 'up-is-bad')}
      />
      <Figure
        label="p95 time in queue"
        value={formatMs(window.waitMs.p95)}
        exact={`${exactMs(window.waitMs.p95)}, n = ${window.waitMs.n}`}
        difference={relativeDifference(window.waitMs.p95, before.waitMs.p95, 'up-is-bad')}
      />
      <Figure
        label="Dead runs"
        value={formatShare(window.runFailureRate)}
        exact={`${window.dead} of ${window.dead + window.succeeded}`}
        difference={pointDifference(window.runFailureRate, before.runFailureRate, 'up-is-bad')}
        note={`attempts ${formatShare(window.attemptFailureRate)}`}
      />
    </Figures>
  );
}
