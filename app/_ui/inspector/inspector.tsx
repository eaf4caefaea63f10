'use client';
// Everything known about the selected row of a waterfall, and how it is known.
import type { ReactNode } from 'react';
import { labelOf, type WaterfallRow } from '#app/_charts/waterfall/series.ts';
import type { LogView } from '#lib/contracts/log-view.ts';
import type { TransitionView } from '#lib/contracts/run.ts';
import { AttemptFacts } from './attempt-facts.tsx';
import { MissingFacts } from './missing-facts.tsx';
import { RunFacts } from './run-facts.tsx';
import { SpanFacts } from './span-facts.tsx';

interface InspectorProps {
  row: WaterfallRow | undefined;
  /** Null where evidence was not asked for. */
  transitions: readonly TransitionView[] | null;
  /** Those of the row and of what is below it. */
  logs: readonly LogView[];
  /** Stands for what is not known of a span yet. */
  reading?: ReactNode;
}

export function Inspector({ row, transitions, logs, reading }: InspectorProps) {
  return (
    <aside aria-label="Selected" className="min-w-0 shrink-0 border-line px-3.5 py-3 max-lg:border-t lg:w-[310px]">
      {!row && <p className="text-dim">Select a row to see its times, its error and how each fact is known.</p>}
      {row?.item.kind === 'run' && <RunFacts run={row.item.subject.run} transitions={transitions} logs={logs} />}
      {row?.item.kind === 'attempt' && (
        <AttemptFacts attempt={row.item.attempt} span={row.item.span} transitions={transitions} logs={logs} />
      )}
      {row?.item.kind === 'span' && <SpanFacts span={row.item.span} logs={logs} reading={reading} />}
      {row?.item.kind === 'missing' && <MissingFacts missing={row.item.missing} />}
      {row?.item.kind === 'backoff' && (
        <>
          <h2 className="font-[550]">backoff</h2>
          <p className="mt-1 text-dim">
            Nothing worked on this run for {labelOf(row).replace(' until tried again', '')}: the time between two
            attempts.
          </p>
        </>
      )}
    </aside>
  );
}
