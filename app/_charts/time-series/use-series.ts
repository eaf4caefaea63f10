'use client';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ChartSpec } from '#app/_charts/catalog.ts';
import { metricOptions } from '#app/_data/metric.ts';
import type { Query } from '#app/_data/query-string.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { stepFor, windowBefore, windowLength } from '#app/_data/window.ts';
import { rangeOf, seriesOf } from './series.ts';

/** The lines of a chart over the page's window, a request each, with the period before of the one that asks for it. */
export function useSeries(spec: ChartSpec, filter: Query, isNarrow: boolean) {
  const [scope] = useScope();
  const now = Date.now();
  const stepMs = stepFor(windowLength(scope, now), isNarrow ? 60 : 100);
  const query: Query = { ...scopeQuery(scope), ...filter, stepMs };
  const lines = useQueries({ queries: spec.lines.map((line) => metricOptions(line.metric, query)) });
  const beforeMetric = spec.lines.find((line) => line.key === spec.beforeKey)?.metric;
  const before = useQuery({
    ...metricOptions(beforeMetric ?? 'runs.enqueued', { ...query, ...windowBefore(scope, now) }),
    enabled: beforeMetric !== undefined,
  });
  const answers = lines.map((line) => line.data);
  // drawn once, with all that belongs to it, rather than once for each answer
  const isWaiting = lines.some((line) => line.isPending) || (beforeMetric !== undefined && before.isPending);
  const drawn = useMemo(() => {
    if (isWaiting) return null;
    const inputs = spec.lines.map((line, index) => ({
      key: line.key,
      answer: answers[index],
      needsValues: spec.needsValues,
    }));
    const series = seriesOf(inputs, beforeMetric ? before.data : undefined, Date.now());
    return series && { series, range: rangeOf(series, spec.shape === 'bars') };
  }, [spec, isWaiting, before.data, ...answers]);
  return {
    series: drawn?.series ?? null,
    range: drawn?.range ?? null,
    failed: lines.find((line) => line.error && !line.data),
    query,
  };
}
