'use client';
import type { Query } from '#app/_data/query-string.ts';
import { withQuery } from '#app/_data/query-string.ts';
import { useScope } from '#app/_data/scope.ts';
import type { Metric } from '#lib/contracts/metric.ts';
import { Link } from './link.tsx';

/** "alert on this": a new rule about what is looked at, to be tried on its history first. */
export function AlertLink({ metric, filter = {} }: { metric: Metric; filter?: Query }) {
  const [{ environment }] = useScope();
  const { queue, job } = filter;
  return (
    <Link
      href={withQuery('/alerts/rules/new', { environment, metric, queue, job })}
      className="text-xs text-dim hover:text-ink"
      title="A new alert rule about this figure"
    >
      alert
    </Link>
  );
}
