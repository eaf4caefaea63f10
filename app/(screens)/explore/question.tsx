'use client';
// What is asked: a metric, how it is grouped and narrowed, and how it is drawn.
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { jobsOptions, queuesOptions } from '#app/_data/queue.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { metricWords } from '#lib/alerts/metric-words.ts';
import { labelsOf, metrics, type QueryLabel } from '#lib/contracts/metric-names.ts';
import { type ChartKind, chartKinds, type FilterName, filterNames, useQuestion } from './explore-state.ts';

const kindWords: Record<ChartKind, string> = { line: 'lines', bars: 'stacked bars', spread: 'heatmap', table: 'table' };

export function Question() {
  const { question, setQuestion } = useQuestion();
  const [scope] = useScope();
  const queues = useQuery({ ...queuesOptions(scopeQuery(scope)), staleTime: 60_000, meta: undefined });
  const jobs = useQuery({ ...jobsOptions(scopeQuery(scope)), staleTime: 60_000, meta: undefined });
  const lanes = queues.data?.items ?? [];
  const known: Record<FilterName, (string | undefined)[]> = {
    source: lanes.map((lane) => lane.source),
    system: lanes.map((lane) => lane.system),
    queue: lanes.map((lane) => lane.name),
    job: (jobs.data?.items ?? []).map((job) => job.name),
  };
  const group = (place: 0 | 1, label: string) => {
    const next = [...question.groupBy];
    next.splice(place, 1, ...(label === '' ? [] : [label as QueryLabel]));
    setQuestion({ groupBy: [...new Set(next)] });
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Choice
        label="Metric"
        value={question.metric}
        onChange={(value) => {
          const metric = value as typeof question.metric;
          setQuestion({ metric, groupBy: question.groupBy.filter((label) => labelsOf(metric).includes(label)) });
        }}
      >
        {metrics.map((metric) => (
          <option key={metric} value={metric}>
            {metricWords(metric)}
          </option>
        ))}
      </Choice>
      {([0, 1] as const).map((place) => (
        <Choice
          key={place}
          label={place === 0 ? 'by' : 'and by'}
          value={question.groupBy[place] ?? ''}
          onChange={(label) => group(place, label)}
        >
          <option value="">{place === 0 ? 'nothing: all together' : '–'}</option>
          {labelsOf(question.metric)
            .filter((label) => label === question.groupBy[place] || !question.groupBy.includes(label))
            .map((label) => (
              <option key={label} value={label}>
                {label}
              </option>
            ))}
        </Choice>
      ))}
      {filterNames.map((name) => (
        <Choice
          key={name}
          label={name}
          value={question[name][0] ?? ''}
          onChange={(value) => setQuestion({ [name]: value === '' ? null : [value] })}
        >
          <option value="">every</option>
          {[...new Set([...known[name], ...question[name]])]
            .filter((value) => value)
            .sort()
            .map((value) => (
              <option key={value} value={value}>
                {value}
              </option>
            ))}
        </Choice>
      ))}
      <Choice label="as" value={question.chart} onChange={(chart) => setQuestion({ chart: chart as ChartKind })}>
        {chartKinds.map((kind) => (
          <option key={kind} value={kind}>
            {kindWords[kind]}
          </option>
        ))}
      </Choice>
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
}

function Choice({ label, value, onChange, children }: ChoiceProps) {
  const id = useId();
  return (
    <span className="flex items-center gap-1.5">
      <label htmlFor={id} className="text-xs text-dim">
        {label}
      </label>
      <select
        id={id}
        className="control max-w-[190px]"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {children}
      </select>
    </span>
  );
}
