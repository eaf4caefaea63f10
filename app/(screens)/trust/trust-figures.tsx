'use client';
import { Figure, Figures } from '#app/_ui/figure.tsx';
import { formatMs } from '#app/_ui/format/duration.ts';
import { formatCount } from '#app/_ui/format/number.ts';
import type { Trust, TrustItem } from '#lib/contracts/trust.ts';

const sumOf = (items: readonly TrustItem[], figure: (item: TrustItem) => number): number =>
  items.reduce((sum, item) => sum + figure(item), 0);

/** What waits, what was lost, what is prepared. */
/** `trust`: undefined while it is being read, and where it could not be. */
export function TrustFigures({ trust, hasFailed }: { trust: Trust | undefined; hasFailed: boolean }) {
  const items = trust?.items ?? [];
  const unread = hasFailed ? '–' : undefined;
  const of = (figure: (item: TrustItem) => number) => (trust ? formatCount(sumOf(items, figure)) : unread);
  const lag = trust?.lag;
  const ahead = trust?.partitions.daysAhead;
  return (
    <Figures label="How far what is shown can be relied on">
      <Figure
        label="Stored, not yet derived"
        value={lag ? formatCount(lag.inboxItems) : unread}
        note={lag && (lag.oldestMs !== null && lag.inboxItems > 0 ? `oldest ${formatMs(lag.oldestMs)}` : 'up to date')}
      />
      <Figure
        label="Refused"
        value={of(({ rejected }) => rejected.reduce((sum, one) => sum + one.count, 0))}
        note="records"
      />
      <Figure label="Quarantined" value={of((item) => item.quarantined)} note="kept aside" />
      <Figure label="Gaps" value={of((item) => item.gaps.length)} note="in 7 days" />
      <Figure
        label="Partitions ahead"
        value={trust ? (ahead === null || ahead === undefined ? '–' : formatCount(ahead)) : unread}
        note={ahead === 1 ? 'day' : 'days'}
      />
    </Figures>
  );
}
