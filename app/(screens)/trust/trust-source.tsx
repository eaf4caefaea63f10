'use client';
import type { ReactNode } from 'react';
import { formatCount } from '#app/_ui/format/number.ts';
import { useNow } from '#app/_ui/now.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { Status } from '#app/_ui/status.tsx';
import { Age, Duration, Moment } from '#app/_ui/value.tsx';
import type { TrustItem } from '#lib/contracts/trust.ts';

const mostGaps = 8;

/** One source: when it was read last, what may be missing, what was turned away, and what would help. */
export function TrustSource({ item }: { item: TrustItem }) {
  const now = useNow();
  const { lastReadAt, staleAfter, clockOffsetMs } = item.freshness;
  const isStale = staleAfter !== null && Date.parse(staleAfter) < now;
  const lines: ReactNode[] = [
    ...item.advice.map((one) => <Line key={one.code} tone="warn" text={one.text} />),
    ...item.rejected.map((one) => (
      <Line
        key={`${one.reason} ${one.sample}`}
        tone="bad"
        text={`${formatCount(one.count)} rejected: ${one.reason}${one.sample ? ` (${one.sample})` : ''}`}
      />
    )),
    ...item.gaps.slice(0, mostGaps).map((gap) => (
      <li key={gap.id}>
        <Status tone="warn">
          <span>
            gap on {gap.queue}: <Moment at={gap.from} /> – <Moment at={gap.to} />, {gap.cause}
            {gap.lost === null ? '' : `, ${formatCount(gap.lost)} lost`}
          </span>
        </Status>
      </li>
    )),
  ];
  return (
    <Panel
      title={item.source}
      note={[item.system, item.environment].filter(Boolean).join(' · ')}
      actions={
        <span className="flex flex-wrap gap-x-4 text-xs text-dim">
          {lastReadAt === null ? (
            <Status tone="unknown">never read</Status>
          ) : (
            <Status tone={isStale ? 'warn' : 'ok'}>
              <span>
                read <Age at={lastReadAt} />
              </span>
            </Status>
          )}
          <span>
            clock offset <Duration ms={clockOffsetMs} />
          </span>
          {item.quarantined > 0 && <span className="text-bad">{formatCount(item.quarantined)} quarantined</span>}
        </span>
      }
    >
      {lines.length === 0 ? <p className="text-dim">No gaps, nothing rejected.</p> : <ul>{lines}</ul>}
      {item.gaps.length > mostGaps && <p className="text-xs text-dim">and {item.gaps.length - mostGaps} more gaps</p>}
    </Panel>
  );
}

function Line({ tone, text }: { tone: 'warn' | 'bad'; text: string }) {
  return (
    <li className="[&>span]:whitespace-normal">
      <Status tone={tone}>{text}</Status>
    </li>
  );
}
