'use client';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { previewOptions } from '#app/_data/alert.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { formatMs } from '#app/_ui/format/duration.ts';
import { formatCount, formatShare } from '#app/_ui/format/number.ts';
import { Panel } from '#app/_ui/panel.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { Moment } from '#app/_ui/value.tsx';
import { completeRule } from '#lib/alerts/complete-rule.ts';
import { limitsOf } from '#lib/alerts/limits.ts';
import { formatValue } from '#lib/alerts/metric-words.ts';
import type { RuleSeries } from '#lib/alerts/rule-series.ts';
import { suggestValues } from '#lib/alerts/suggest-values.ts';
import { type Summary, summarise } from '#lib/alerts/summarise.ts';
import type { PreviewView } from '#lib/contracts/alert.ts';
import type { Rule } from '#lib/contracts/alert-rule.ts';
import { Labels } from '../../labels.tsx';
import { type Draft, hasValue, ruleFrom, seriesOf, sightOf } from './draft.ts';
import { RuleChart } from './rule-chart.tsx';
import { RuleSpans } from './rule-spans.tsx';

const day = 86_400_000;
const spans = [
  { ms: 3_600_000, word: '1 h' },
  { ms: day, word: '24 h' },
  { ms: 7 * day, word: '7 d' },
  { ms: 30 * day, word: '30 d' },
] as const;

/** What the rule would have done, judged by the same state machine that judges live; evaluated here while the threshold moves. */
export function RulePreview({ draft, onChange }: { draft: Draft; onChange: (change: Partial<Draft>) => void }) {
  const [spanMs, setSpan] = useState<number>(day);
  const sight = JSON.stringify(sightOf(draft));
  const asked = useDeferredValue(sight);
  const preview = useQuery(previewOptions(JSON.parse(asked), spanMs));
  return (
    <Panel
      title="On stored history"
      actions={
        <span className="flex gap-1">
          {spans.map(({ ms, word }) => (
            <button
              key={ms}
              type="button"
              aria-pressed={spanMs === ms}
              className="control aria-pressed:border-ink"
              onClick={() => setSpan(ms)}
            >
              {word}
            </button>
          ))}
        </span>
      }
    >
      <Answered query={preview} what="the history" loading={<div className="skeleton h-[240px]" />}>
        {(data) => <Judged preview={data} draft={draft} sight={JSON.parse(asked)} onChange={onChange} />}
      </Answered>
    </Panel>
  );
}

interface JudgedProps {
  preview: PreviewView;
  draft: Draft;
  sight: object;
  onChange: (change: Partial<Draft>) => void;
}

function Judged({ preview, draft, sight, onChange }: JudgedProps) {
  const { series, slots } = seriesOf(preview);
  const rule = useMemo(() => completeRule({ ...ruleFrom(draft), name: draft.name || 'rule' }), [draft]);
  const summary = useMemo(() => summarise(rule, series, slots), [rule, series, slots]);
  const limits = limitsOf(rule);
  if (slots.length === 0)
    return (
      <p className="text-dim">
        {draft.kind === 'missed'
          ? 'How schedules kept their times is on the page of each schedule.'
          : 'Nothing was seen of this yet: there is no history to try it on.'}
      </p>
    );
  return (
    <div className="grid gap-3">
      <RuleChart
        preview={preview}
        metric={rule.metric}
        value={limits.fires}
        recoveryValue={limits.recovers}
        episodes={summary.episodes}
        onValue={hasValue(draft.kind) ? (value) => onChange(dragged(draft, value)) : null}
      />
      <Figures summary={summary} preview={preview} />
      {draft.kind === 'threshold' && <Suggestions rule={rule} series={series} slots={slots} onChange={onChange} />}
      <RuleSpans rule={rule} sight={sight} />
      <Firings summary={summary} metric={rule.metric} />
    </div>
  );
}

/** What a dragged line means for the rule: counts are whole, and an anomaly below usual lies below zero. */
function dragged({ kind }: Draft, value: number): Partial<Draft> {
  if (kind === 'consecutive') return { value: Math.max(1, Math.round(value)) };
  return { value: kind === 'anomaly' ? Math.max(0.5, Math.abs(value)) : value, recoveryValue: null };
}

interface SuggestionsProps {
  rule: Rule;
  series: readonly RuleSeries[];
  slots: readonly number[];
  onChange: (change: Partial<Draft>) => void;
}

/** Values from the history that is shown, each with how often it would have fired. */
function Suggestions({ rule, series, slots, onChange }: SuggestionsProps) {
  // They do not depend on the value that is dragged.
  const asked = JSON.stringify({ ...rule, value: 0, recoveryValue: 0 });
  const settled = useDeferredValue(asked);
  const found = useMemo(() => suggestValues(JSON.parse(settled), series, slots), [settled, series, slots]);
  if (found.length === 0) return null;
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
      <span className="text-dim">Suggested by this history:</span>
      {found.map(({ name, value, incidents }) => (
        <button
          key={name}
          type="button"
          className="tag hover:text-ink"
          title={`${name} of all values shown`}
          onClick={() => onChange({ value, recoveryValue: null })}
        >
          {formatValue(rule.metric, value)}, fires {incidents === 0 ? 'never' : `${formatCount(incidents)} ×`}
        </button>
      ))}
    </p>
  );
}

function Figures({ summary, preview }: { summary: Summary; preview: PreviewView }) {
  const { episodes, notifications, minutesFiring, thinWindows } = summary;
  return (
    <p aria-live="polite">
      It would have fired{' '}
      <b className="font-[550]">
        {episodes.length === 0 ? 'never' : episodes.length === 1 ? 'once' : `${formatCount(episodes.length)} times`}
      </b>
      {episodes.length > 0 && (
        <>
          , for {formatMs(minutesFiring * 60_000)} in all, with {formatCount(notifications)}{' '}
          {notifications === 1 ? 'notice' : 'notices'} to each channel
        </>
      )}
      .
      {thinWindows > 0.5 && (
        <span className="text-dim"> In {formatShare(thinWindows)} of all looks there was too little to judge.</span>
      )}
      {preview.isCoarse && (
        <span className="text-dim">
          {' '}
          Older history is kept in coarser steps: this is roughly what it would have done.
        </span>
      )}
      {preview.isCut && <span className="text-dim"> Only the 20 series that matter most are looked at here.</span>}
    </p>
  );
}

const mostFirings = 8;

function Firings({ summary, metric }: { summary: Summary; metric: string }) {
  const latest = summary.episodes.toReversed().slice(0, mostFirings);
  if (latest.length === 0) return null;
  return (
    <TableFrame caption="When it would have fired, the latest first" minWidth="min-w-[520px]">
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">Lasted</th>
          <th scope="col">Worst</th>
          <th scope="col" className="l w-full">
            Where
          </th>
        </tr>
      </thead>
      <tbody>
        {latest.map(({ labels, fromMs, toMs, worst }) => (
          <tr key={`${fromMs} ${JSON.stringify(labels)}`}>
            <td>
              <Moment at={new Date(fromMs).toISOString()} />
            </td>
            <td>{toMs === null ? 'still firing' : formatMs(toMs - fromMs)}</td>
            <td>{formatValue(metric, worst)}</td>
            <td className="l clip">
              <Labels labels={labels} />
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}
