'use client';
// Six figures, each with its difference to the stretch of equal length before.
import { useQuery } from '@tanstack/react-query';
import { trustOptions } from '#app/_data/lists.ts';
import { metricOptions } from '#app/_data/metric.ts';
import { queuesOptions } from '#app/_data/queue.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { windowBefore, windowLabel, windowLength } from '#app/_data/window.ts';
import { Figure, Figures } from '#app/_ui/figure.tsx';
import { countDifference, pointDifference, relativeDifference } from '#app/_ui/format/difference.ts';
import { exactMs, formatMs } from '#app/_ui/format/duration.ts';
import { formatCount, formatShare } from '#app/_ui/format/number.ts';
import { useNow } from '#app/_ui/now.tsx';
import { sumKnown, totalsOf } from '#app/_ui/queue-table/totals.ts';
import { freshnessOf } from './freshness.ts';
import { wholeOf } from './whole.ts';

const mostStepMs = 2_592_000_000;

/** The 95th percentile of the whole window, now and before. */
function useWhole(metric: 'duration.p95' | 'wait.p95') {
  const [scope] = useScope();
  const now = Date.now();
  const stepMs = Math.max(1_000, Math.min(windowLength(scope, now), mostStepMs));
  const query = { ...scopeQuery(scope), stepMs };
  const current = useQuery(metricOptions(metric, query));
  const earlier = useQuery(metricOptions(metric, { ...query, ...windowBefore(scope, now) }));
  const isKnown = current.data !== undefined || current.error !== null;
  return { value: isKnown ? wholeOf(current.data) : undefined, before: wholeOf(earlier.data) };
}

export function OverviewFigures() {
  const [scope] = useScope();
  const queues = useQuery(queuesOptions(scopeQuery(scope)));
  const trust = useQuery(trustOptions());
  const duration = useWhole('duration.p95');
  const wait = useWhole('wait.p95');
  const now = useNow();
  const items = queues.data?.items;
  const totals = items && totalsOf(items, 'window');
  const before = items && totalsOf(items, 'before');
  const size = items && sumKnown(items.map((queue) => queue.depth.dead));
  const growth = items ? sumKnown(items.map((queue) => queue.window.deadGrowth)) : null;
  const fresh = trust.data && freshnessOf(trust.data, now);
  const or = <Value,>(value: Value | undefined, query: { error: unknown }, text: (value: Value) => string) =>
    value === undefined ? (query.error ? '–' : undefined) : text(value);
  return (
    <Figures label={`Figures, ${windowLabel(scope)}`}>
      <Figure
        label="Runs finished"
        value={or(totals, queues, (all) => formatCount(all.finished))}
        difference={relativeDifference(totals?.finished, before?.finished, 'neutral')}
      />
      <Figure
        label="Dead runs"
        value={or(totals, queues, (all) => formatShare(all.deadRate))}
        exact={totals && `${totals.dead} of ${totals.finished}`}
        difference={pointDifference(totals?.deadRate, before?.deadRate, 'up-is-bad')}
      />
      <Figure
        label="p95 duration"
        value={duration.value === undefined ? undefined : formatMs(duration.value)}
        exact={exactMs(duration.value)}
        difference={relativeDifference(duration.value, duration.before, 'up-is-bad')}
      />
      <Figure
        label="p95 time in queue"
        value={wait.value === undefined ? undefined : formatMs(wait.value)}
        exact={exactMs(wait.value)}
        difference={relativeDifference(wait.value, wait.before, 'up-is-bad')}
      />
      <Figure
        label="Dead letters"
        value={or(size, queues, formatCount)}
        difference={countDifference(growth, 'up-is-bad')}
      />
      <Figure
        label="Data freshness"
        value={or(fresh, trust, (one) => formatMs(one.ageMs))}
        note={fresh && (fresh.total === 0 ? 'no sources' : `${fresh.fresh} of ${fresh.total} sources`)}
      />
    </Figures>
  );
}
