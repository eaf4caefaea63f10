'use client';
// The answer: a chart of the largest groups, and a table of all.
import { useQuery } from '@tanstack/react-query';
import { valueAxis } from '#app/_charts/time-series/axis.ts';
import { ChartKey } from '#app/_charts/time-series/chart-key.tsx';
import { useOpenStretch } from '#app/_charts/time-series/chart-panel.tsx';
import { gapStretches } from '#app/_charts/time-series/gap-stretches.ts';
import { BlankPlot, Plot } from '#app/_charts/time-series/plot.tsx';
import { isBlank, rangeOf, seriesOf } from '#app/_charts/time-series/series.ts';
import { TableTwin } from '#app/_charts/time-series/table-twin.tsx';
import { deploysOptions, trustOptions } from '#app/_data/lists.ts';
import { metricOptions } from '#app/_data/metric.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { stepFor, windowLength } from '#app/_data/window.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { useZone } from '#app/_ui/zone.tsx';
import type { MetricAnswer } from '#lib/contracts/metric.ts';
import { useQuestion } from './explore-state.ts';
import { GroupTable } from './group-table.tsx';
import { groupsOf, specOf } from './grouped.ts';

export function GroupedPanel() {
  const { question, filter } = useQuestion();
  const [scope] = useScope();
  const stepMs = stepFor(windowLength(scope, Date.now()), 100);
  const { metric, groupBy } = question;
  const answer = useQuery(metricOptions(metric, { ...scopeQuery(scope), ...filter, groupBy, stepMs }));
  return (
    <Answered
      query={answer}
      what="this metric"
      loading={
        <Panel title="…">
          <BlankPlot />
        </Panel>
      }
    >
      {(data) => <Grouped answer={data} />}
    </Answered>
  );
}

function Grouped({ answer }: { answer: MetricAnswer }) {
  const { question, filter } = useQuestion();
  const [scope] = useScope();
  const [zone] = useZone();
  const openStretch = useOpenStretch(filter);
  const trust = useQuery(trustOptions());
  const deploys = useQuery(deploysOptions({ ...scopeQuery(scope), ...filter }));
  const groups = groupsOf(answer);
  const spec = specOf(answer, groups, question.chart === 'bars');
  const drawn = groups.slice(0, spec.lines.length);
  const series = seriesOf(
    drawn.map((group) => ({ key: group.key, answer: group.answer, needsValues: spec.needsValues })),
    undefined,
    Date.now(),
  );
  const range = series && rangeOf(series, spec.shape === 'bars');
  const query = { ...scopeQuery(scope), ...filter };
  const more = groups.length - drawn.length;
  return (
    <>
      <Panel title={spec.title} note={groups.length > 1 && <ChartKey spec={spec} />}>
        {!series || isBlank(range, spec) ? (
          <p className="grid h-[176px] place-items-center text-dim">Nothing was measured in this window.</p>
        ) : question.chart === 'table' ? (
          <TableTwin spec={spec} series={series} zone={zone} query={query} />
        ) : (
          <Plot
            spec={spec}
            series={series}
            axis={valueAxis(range, spec.unit, spec.shape === 'bars')}
            gaps={gapStretches(series, spec.isGauge ?? false, trust.data)}
            thresholds={[]}
            deploys={deploys.data?.items ?? []}
            zone={zone}
            isNarrow={false}
            done={(what) => openStretch(answer.metric, what)}
          />
        )}
        {more > 0 && <p className="text-xs text-dim">{more} smaller groups are in the table only.</p>}
      </Panel>
      {!isBlank(range, spec) && <GroupTable answer={answer} groups={groups} unit={spec.unit} query={query} />}
    </>
  );
}
