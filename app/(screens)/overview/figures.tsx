'use client';
// Six figures, each with its difference to the stretch of equal length before.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { trustOptions } from '#app/_data/lists.ts';
import type { Query } from '#app/_data/query-string.ts';
import { queuesOptions } from '#app/_data/queue.ts';
import { scopeQuery, useScope, useScopedLink } from '#app/_data/scope.ts';
import { windowLabel } from '#app/_data/window.ts';
import { Figure, Figures } from '#app/_ui/figure.tsx';
import { countDifference, pointDifference, relativeDifference } from '#app/_ui/format/difference.ts';
import { exactMs, formatMs } from '#app/_ui/format/duration.ts';
import { formatCount, formatShare } from '#app/_ui/format/number.ts';
import { Link } from '#app/_ui/link.tsx';
import { useNow } from '#app/_ui/now.tsx';
import { sumKnown, totalsOf } from '#app/_ui/queue-table/totals.ts';
import type { QueueList } from '#lib/contracts/queue.ts';
import { freshnessOf } from './freshness.ts';

export function OverviewFigures() {
  const [scope] = useScope();
  const link = useScopedLink();
  const queues = useQuery(queuesOptions(scopeQuery(scope)));
  const trust = useQuery(trustOptions());
  const now = useNow();
  const items = queues.data?.items;
  const totals = items && totalsOf(items, 'window');
  const before = items && totalsOf(items, 'before');
  const size = items && sumKnown(items.map((queue) => queue.depth.dead));
  const growth = items ? sumKnown(items.map((queue) => queue.window.deadGrowth)) : null;
  const fresh = trust.data && freshnessOf(trust.data, now);
  const window = queues.data?.total.window;
  const runs = (query: Query) => link('/runs', window ? { from: window.from, to: window.to, ...query } : query);
  const or = <Value,>(value: Value | undefined, query: { error: unknown }, text: (value: Value) => ReactNode) =>
    value === undefined ? (query.error ? '–' : undefined) : text(value);
  return (
    <Figures label={`Figures, ${windowLabel(scope)}`}>
      <Figure
        label="Runs finished"
        value={or(totals, queues, (all) => (
          <Link href={runs({ by: 'finishedAt', state: ['succeeded', 'dead'] })}>{formatCount(all.finished)}</Link>
        ))}
        difference={relativeDifference(totals?.finished, before?.finished, 'neutral')}
      />
      <Figure
        label="Dead runs"
        value={or(totals, queues, (all) => (
          <Link href={runs({ by: 'finishedAt', state: 'dead' })}>{formatShare(all.deadRate)}</Link>
        ))}
        exact={totals && `${totals.dead} of ${totals.finished}`}
        difference={pointDifference(totals?.deadRate, before?.deadRate, 'up-is-bad')}
      />
      <PercentileFigure
        label="p95 duration"
        total={queues.data?.total}
        href={runs({ by: 'finishedAt', sort: '-durationMs' })}
        part="durationMs"
        hasFailed={queues.error !== null}
      />
      <PercentileFigure
        label="p95 time in queue"
        total={queues.data?.total}
        href={runs({ by: 'startedAt', sort: '-waitMs' })}
        part="waitMs"
        hasFailed={queues.error !== null}
      />
      <Figure
        label="Dead letters"
        value={or(size, queues, (n) => <Link href={link('/dead-letters')}>{formatCount(n)}</Link>)}
        difference={countDifference(growth, 'up-is-bad')}
      />
      <Figure
        label="Data freshness"
        value={or(fresh, trust, (one) => <Link href={link('/trust')}>{formatMs(one.ageMs)}</Link>)}
        note={fresh && (fresh.total === 0 ? 'no sources' : `${fresh.fresh} of ${fresh.total} sources`)}
      />
    </Figures>
  );
}

interface PercentileFigureProps {
  label: string;
  /** Undefined while it is being read. */
  total: QueueList['total'] | undefined;
  part: 'durationMs' | 'waitMs';
  /** The runs behind it. */
  href: string;
  hasFailed: boolean;
}

function PercentileFigure({ label, total, part, href, hasFailed }: PercentileFigureProps) {
  const p95 = total?.window[part].p95;
  return (
    <Figure
      label={label}
      value={total === undefined && !hasFailed ? undefined : <Link href={href}>{formatMs(p95)}</Link>}
      exact={exactMs(p95)}
      difference={relativeDifference(p95, total?.before[part].p95, 'up-is-bad')}
    />
  );
}
