'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { type OutlinedSpan, outlinedSpans } from '#app/_charts/waterfall/drawn-span.ts';
import type { WholeSpans } from '#app/_charts/waterfall/find-rows.ts';
import { runOptions } from '#app/_data/run.ts';
import type { RunDetail } from '#lib/contracts/run.ts';
import type { RunOutline } from '#lib/contracts/run-outline.ts';
import type { SpanView } from '#lib/contracts/span-view.ts';

const byId = (spans: readonly SpanView[]): WholeSpans => new Map(spans.map((span) => [span.spanId, span]));

/** The run itself where its outline tells all of it, as it does of most. */
export function wholeRun({ spanColumns, ...run }: RunOutline): RunDetail | null {
  return run.spans.length >= spanColumns.name.length ? run : null;
}

/** The spans of a run to draw, and how the rest of those of which only that is known is come by. */
export function useWholeSpans(run: RunOutline) {
  const [isWanted, setWanted] = useState(false);
  const told = useMemo(() => byId(run.spans), [run]);
  const drawn = useMemo(
    () => outlinedSpans(run.spanColumns).map((span): SpanView | OutlinedSpan => told.get(span.spanId) ?? span),
    [run, told],
  );
  const isAll = wholeRun(run) !== null;
  const query = useQuery({ ...runOptions(run.id), enabled: isWanted && !isAll });
  const later = useMemo(() => (query.data ? byId(query.data.spans) : undefined), [query.data]);
  return {
    drawn,
    later,
    query,
    /** Asks for what is not known of them. */
    want: () => setWanted(true),
    isReading: isWanted && !isAll && query.isPending,
  };
}
