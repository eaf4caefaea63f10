'use client';
import { useQueries } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { previewOptions } from '#app/_data/alert.ts';
import { formatMs } from '#app/_ui/format/duration.ts';
import { formatCount } from '#app/_ui/format/number.ts';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { type Summary, summarise } from '#lib/alerts/summarise.ts';
import type { PreviewView } from '#lib/contracts/alert.ts';
import type { Rule } from '#lib/contracts/alert-rule.ts';
import { seriesOf } from './draft.ts';

const day = 86_400_000;
const spans = [
  { ms: day, word: '24 h' },
  { ms: 7 * day, word: '7 d' },
  { ms: 30 * day, word: '30 d' },
] as const;

/** Incidents and notices of a day, a week and a month side by side. `sight`: as history is asked for. */
export function RuleSpans({ rule, sight }: { rule: Rule; sight: object }) {
  // The chart moves first, the table after it.
  const settled = useDeferredValue(rule);
  const previews = useQueries({ queries: spans.map(({ ms }) => previewOptions(sight, ms)) });
  return (
    <TableFrame caption="What the rule would have done in a day, a week and a month" minWidth="min-w-[420px]">
      <thead>
        <tr>
          <th scope="col">In the last</th>
          <th scope="col">Incidents</th>
          <th scope="col">Notices, after grouping</th>
          <th scope="col">Firing in all</th>
          <th scope="col">Longest</th>
        </tr>
      </thead>
      <tbody>
        {spans.map(({ word }, n) => (
          <Span key={word} word={word} rule={settled} preview={previews[n]?.data} />
        ))}
      </tbody>
    </TableFrame>
  );
}

function Span({ word, rule, preview }: { word: string; rule: Rule; preview: PreviewView | undefined }) {
  const summary = useMemo(() => summaryOf(rule, preview), [rule, preview]);
  const lasted = (ms: number | undefined) => (ms === undefined ? '–' : ms === 0 ? '0' : formatMs(ms));
  return (
    <tr>
      <td>{word}</td>
      <td>{formatCount(summary?.episodes.length)}</td>
      <td>{formatCount(summary?.notifications)}</td>
      <td>{lasted(summary ? summary.minutesFiring * 60_000 : undefined)}</td>
      <td>{lasted(summary?.longestMs)}</td>
    </tr>
  );
}

function summaryOf(rule: Rule, preview: PreviewView | undefined): Summary | null {
  const seen = preview && seriesOf(preview);
  return seen && seen.slots.length > 0 ? summarise(rule, seen.series, seen.slots) : null;
}
