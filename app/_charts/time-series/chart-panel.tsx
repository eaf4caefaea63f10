'use client';
// One chart with its head, its four states and its table twin.
import { useQueries, useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useMemo, useState } from 'react';
import type { ChartSpec } from '#app/_charts/catalog.ts';
import { trustOptions } from '#app/_data/lists.ts';
import { metricOptions } from '#app/_data/metric.ts';
import type { Query } from '#app/_data/query-string.ts';
import { withQuery } from '#app/_data/query-string.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { stepFor, windowBefore, windowLength } from '#app/_data/window.ts';
import { Failure } from '#app/_ui/answered.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { useZone } from '#app/_ui/zone.tsx';
import { valueAxis } from './axis.ts';
import { ChartKey } from './chart-key.tsx';
import { gapStretches } from './gap-stretches.ts';
import { rangeOf, seriesOf } from './series.ts';
import { TableTwin } from './table-twin.tsx';

const Blank = () => <div className="skeleton h-[176px]" />;
const Plot = dynamic(() => import('./plot.tsx'), { ssr: false, loading: Blank });

interface ChartPanelProps {
  spec: ChartSpec;
  /** Further filters, as the API takes them: `{ queue: ['email'] }`. */
  filter?: Query;
  isNarrow?: boolean;
}

export function ChartPanel({ spec, filter = {}, isNarrow = false }: ChartPanelProps) {
  const router = useRouter();
  const [scope] = useScope();
  const [zone] = useZone();
  const [isTable, setTable] = useState(false);
  const now = Date.now();
  const stepMs = stepFor(windowLength(scope, now), isNarrow ? 60 : 100);
  const query = { ...scopeQuery(scope), ...filter, stepMs };
  const lines = useQueries({ queries: spec.lines.map((line) => metricOptions(line.metric, query)) });
  const beforeMetric = spec.lines.find((line) => line.key === spec.beforeKey)?.metric;
  const before = useQuery({
    ...metricOptions(beforeMetric ?? 'runs.enqueued', { ...query, ...windowBefore(scope, now) }),
    enabled: beforeMetric !== undefined,
  });
  const trust = useQuery(trustOptions());
  const answers = lines.map((line) => line.data);
  const drawn = useMemo(() => {
    const inputs = spec.lines.map((line, index) => ({
      key: line.key,
      answer: answers[index],
      needsValues: spec.needsValues,
    }));
    const series = seriesOf(inputs, beforeMetric ? before.data : undefined, Date.now());
    return series && { series, range: rangeOf(series) };
  }, [spec, before.data, ...answers]);
  const failed = lines.find((line) => line.error && !line.data);

  return (
    <Panel
      title={spec.title}
      note={<ChartKey spec={spec} />}
      actions={
        <button
          type="button"
          className="text-xs text-dim hover:text-ink"
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
        >
          {isTable ? 'chart' : 'table'}
        </button>
      }
    >
      {failed ? (
        <Failure
          what={spec.title.toLowerCase()}
          error={failed.error}
          retry={failed.refetch}
          isRetrying={failed.isFetching}
        />
      ) : !drawn ? (
        <Blank />
      ) : drawn.range === null ? (
        <p className="grid h-[176px] place-items-center text-dim">
          {spec.isGauge ? 'No reading' : 'Nothing ran'} in this window.
        </p>
      ) : isTable ? (
        <TableTwin spec={spec} series={drawn.series} zone={zone} />
      ) : (
        <Plot
          spec={spec}
          series={drawn.series}
          axis={valueAxis(drawn.range, spec.unit)}
          gaps={gapStretches(drawn.series, spec.isGauge ?? false, trust.data)}
          zone={zone}
          isNarrow={isNarrow}
          open={(fromMs, toMs) =>
            router.push(
              withQuery('/runs', {
                ...scopeQuery(scope),
                ...filter,
                ...spec.runs,
                from: new Date(fromMs).toISOString(),
                to: new Date(toMs).toISOString(),
              }),
            )
          }
        />
      )}
    </Panel>
  );
}
