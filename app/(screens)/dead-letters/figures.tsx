'use client';
import { useScopedLink } from '#app/_data/scope.ts';
import { Figure, Figures } from '#app/_ui/figure.tsx';
import { countDifference } from '#app/_ui/format/difference.ts';
import { exactMs, formatMs } from '#app/_ui/format/duration.ts';
import { formatCount } from '#app/_ui/format/number.ts';
import { Link } from '#app/_ui/link.tsx';
import { sumKnown } from '#app/_ui/queue-table/totals.ts';
import type { DeadLetter, DeadLetterQueue } from '#lib/contracts/dead-letter.ts';

interface DeadLetterFiguresProps {
  queues: readonly DeadLetterQueue[];
  letters: readonly DeadLetter[];
  window: { from: string; to: string };
}

/** All backends as one inbox: what lies there, how it grew, what died in the window. */
export function DeadLetterFigures({ queues, letters, window }: DeadLetterFiguresProps) {
  const link = useScopedLink();
  const size = sumKnown(queues.map((queue) => queue.size));
  const growth = sumKnown(queues.map((queue) => queue.growth));
  const died = queues.reduce((sum, queue) => sum + queue.died, 0);
  const unread = queues.filter((queue) => queue.size === null).length;
  const oldest = Math.max(...letters.map((letter) => letter.ageMs ?? 0));
  return (
    <Figures label="Dead letters of all backends">
      <Figure
        label="In the backends"
        value={formatCount(size)}
        difference={countDifference(growth, 'up-is-bad')}
        note={unread > 0 ? `${unread} of ${queues.length} queues cannot tell` : undefined}
      />
      <Figure
        label="Died in the window"
        value={<Link href={link('/runs', { state: 'dead', by: 'finishedAt', ...window })}>{formatCount(died)}</Link>}
      />
      <Figure
        label="Queues with dead letters"
        value={formatCount(queues.filter(({ size: n }) => (n ?? 0) > 0).length)}
      />
      <Figure
        label="Oldest listed"
        value={letters.length === 0 ? '–' : formatMs(oldest)}
        exact={letters.length === 0 ? undefined : exactMs(oldest)}
      />
    </Figures>
  );
}
