'use client';
import { Sparkline } from '#app/_charts/sparkline/sparkline.tsx';
import { useScopedLink } from '#app/_data/scope.ts';
import { formatMs } from '#app/_ui/format/duration.ts';
import { formatCount, formatShare, perMinute } from '#app/_ui/format/number.ts';
import { Link } from '#app/_ui/link.tsx';
import { useNow } from '#app/_ui/now.tsx';
import { Status } from '#app/_ui/status.tsx';
import { healthTone } from '#app/_ui/tone.ts';
import { Duration } from '#app/_ui/value.tsx';
import type { QueueView } from '#lib/contracts/queue.ts';
import { Known } from './known.tsx';

interface QueueRowProps {
  queue: QueueView;
  /** Its depth over the window; null = not known. */
  line: readonly (number | null)[] | null;
}

export function QueueRow({ queue, line }: QueueRowProps) {
  const link = useScopedLink();
  const { window } = queue;
  const windowMs = Date.parse(window.to) - Date.parse(window.from);
  const runs = (query: Record<string, string | string[]>) =>
    link('/runs', { environment: queue.environment, system: queue.system, queue: queue.name, ...query });
  const ended = { by: 'finishedAt', from: window.from, to: window.to };
  const isDying = window.dead > 0;
  return (
    <tr>
      <td>
        <Link href={link(`/queues/${queue.id}`)}>{queue.name}</Link>
        <span className="ml-1.5 text-xs text-dim">
          {queue.system} · {queue.source}
        </span>
      </td>
      <td className="l">
        <Status tone={healthTone[queue.health]} title={queue.healthReason}>
          {queue.health}
        </Status>
      </td>
      <td>
        <Link href={runs({ state: 'queued' })}>
          <Known value={queue.depth.queued} />
        </Link>
      </td>
      <td>
        <Duration ms={queue.oldestWaitingMs} />
      </td>
      <td title={`${formatCount(window.started)} started`}>
        <Link href={runs({ ...ended, by: 'startedAt' })}>{perMinute(window.started, windowMs)}</Link>
      </td>
      <td>
        <Link href={runs({ ...ended, sort: '-durationMs' })}>
          <Duration ms={window.durationMs.p95} />
        </Link>
      </td>
      <td>
        <Link href={runs({ ...ended, sort: '-durationMs' })}>
          <Duration ms={window.durationMs.p99} />
        </Link>
      </td>
      <td>
        <Link href={runs({ ...ended, by: 'startedAt', sort: '-waitMs' })}>
          <Duration ms={window.waitMs.p95} />
        </Link>
      </td>
      <td
        className={isDying ? 'text-bad' : ''}
        title={`${formatCount(window.dead)} of ${formatCount(window.dead + window.succeeded)}`}
      >
        {isDying ? (
          <Link href={runs({ ...ended, state: 'dead' })}>{formatShare(window.runFailureRate)}</Link>
        ) : (
          <Known value={window.runFailureRate} as={formatShare} />
        )}
      </td>
      <td>
        <Known value={queue.depth.dead} />
      </td>
      <td className="l">
        <DepthLine queue={queue} line={line} />
      </td>
    </tr>
  );
}

function DepthLine({ queue, line }: QueueRowProps) {
  const now = useNow();
  const isStale = queue.staleAfter !== null && Date.parse(queue.staleAfter) < now;
  if (isStale && queue.updatedAt) {
    return (
      <span className="text-dim">no reading for {formatMs(Math.max(1000, now - Date.parse(queue.updatedAt)))}</span>
    );
  }
  if (line === null) return <span className="text-dim">–</span>;
  if (!line.some((value) => value !== null)) return <span className="text-dim">no reading</span>;
  return (
    <Sparkline
      values={line}
      label={`Depth of ${queue.name}`}
      isBad={queue.health === 'failing' || queue.health === 'stalled'}
    />
  );
}
