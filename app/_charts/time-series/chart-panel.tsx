'use client';
// One chart with its head, its four states and its table twin.
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import type { ChartSpec } from '#app/_charts/catalog.ts';
import { runsBehind } from '#app/_charts/runs-behind.ts';
import { rulesOptions } from '#app/_data/alert.ts';
import { deploysOptions, trustOptions } from '#app/_data/lists.ts';
import type { Query } from '#app/_data/query-string.ts';
import { withQuery } from '#app/_data/query-string.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { AlertLink } from '#app/_ui/alert-link.tsx';
import { Failure } from '#app/_ui/answered.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { useZone } from '#app/_ui/zone.tsx';
import { valueAxis } from './axis.ts';
import type { Brushed } from './brush.ts';
import { ChartKey } from './chart-key.tsx';
import { gapStretches } from './gap-stretches.ts';
import { BlankPlot, Plot } from './plot.tsx';
import { isBlank } from './series.ts';
import { TableTwin } from './table-twin.tsx';
import { thresholdsOf } from './threshold-of.ts';
import { useSeries } from './use-series.ts';

interface ChartPanelProps {
  spec: ChartSpec;
  /** Further filters, as the API takes them: `{ queue: ['email'] }`. */
  filter?: Query;
  isNarrow?: boolean;
}

/** Opens the runs behind a clicked point, and makes a dragged stretch the window of the whole page. */
export function useOpenStretch(filter: Query): (metric: ChartSpec['opens'], what: Brushed) => void {
  const router = useRouter();
  const [scope, setScope] = useScope();
  return (metric, { kind, fromMs, toMs }) => {
    if (kind === 'window') setScope({ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() });
    else router.push(withQuery('/runs', { ...scopeQuery(scope), ...filter, ...runsBehind(metric, fromMs, toMs) }));
  };
}

export function ChartPanel({ spec, filter = {}, isNarrow = false }: ChartPanelProps) {
  const [scope] = useScope();
  const [zone] = useZone();
  const [isTable, setTable] = useState(false);
  const openStretch = useOpenStretch(filter);
  const { series, range, failed, query } = useSeries(spec, filter, isNarrow);
  const trust = useQuery(trustOptions());
  const rules = useQuery(rulesOptions());
  const deploys = useQuery(deploysOptions({ ...scopeQuery(scope), ...filter }));

  let body: ReactNode;
  if (failed) {
    const { error, refetch, isFetching } = failed;
    body = <Failure what={spec.title.toLowerCase()} error={error} retry={refetch} isRetrying={isFetching} />;
  } else if (!series) {
    body = <BlankPlot />;
  } else if (isBlank(range, spec)) {
    body = (
      <p className="grid h-[176px] place-items-center text-dim">
        {spec.isGauge ? 'No reading' : 'Nothing ran'} in this window.
      </p>
    );
  } else if (isTable) {
    body = <TableTwin spec={spec} series={series} zone={zone} query={{ ...scopeQuery(scope), ...filter }} />;
  } else {
    body = (
      <Plot
        spec={spec}
        series={series}
        axis={valueAxis(range, spec.unit, spec.shape === 'bars')}
        gaps={gapStretches(series, spec.isGauge ?? false, trust.data)}
        thresholds={thresholdsOf(rules.data?.items ?? [], spec, query)}
        deploys={deploys.data?.items ?? []}
        zone={zone}
        isNarrow={isNarrow}
        done={(what) => openStretch(spec.opens, what)}
      />
    );
  }
  return (
    <Panel
      className="flex flex-col"
      title={spec.title}
      note={<ChartKey spec={spec} />}
      actions={
        <span className="flex gap-3">
          <AlertLink metric={spec.opens} filter={filter} />
          <button
            type="button"
            className="text-xs text-dim hover:text-ink"
            aria-pressed={isTable}
            onClick={() => setTable(!isTable)}
          >
            {isTable ? 'chart' : 'table'}
          </button>
        </span>
      }
    >
      {/* level with its neighbours, however many lines their heads take */}
      <div className="mt-auto">{body}</div>
    </Panel>
  );
}
