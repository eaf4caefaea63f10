'use client';
import { parseAsString, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { WaterfallLegend } from '#app/_charts/waterfall/legend.tsx';
import { waterfallOf } from '#app/_charts/waterfall/series.ts';
import { subjectOfRun } from '#app/_charts/waterfall/subject.ts';
import { Waterfall } from '#app/_charts/waterfall/waterfall.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { Inspector } from '#app/_ui/inspector/inspector.tsx';
import { useNow } from '#app/_ui/now.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import type { RunDetail } from '#lib/contracts/run.ts';

/** The row that most likely matters: the last failure, else the run itself. */
function firstChoice(run: RunDetail): string {
  const failed = run.attempts.findLast((attempt) => attempt.state === 'failed' || attempt.state === 'lost');
  return failed ? `${run.id}:${failed.number}` : run.id;
}

export function RunTimeline({ run }: { run: RunDetail }) {
  const [selected, setSelected] = useQueryState('selected', parseAsString);
  const isOpen = run.finishedAt === null;
  const now = useNow();
  // A finished run does not change with time: it is laid out once.
  const nowMs = isOpen ? now : 0;
  const data = useMemo(
    () => waterfallOf([subjectOfRun(run)], run.spans, nowMs || Date.parse(run.finishedAt ?? '')),
    [run, nowMs],
  );
  const selectedId = data.rows.some((row) => row.id === selected) ? selected : firstChoice(run);
  return (
    <Panel isFlush className="py-0">
      <div className="flex max-lg:flex-col">
        <div className="min-w-0 grow">
          {data.rows.length === 0 ? (
            <Empty title="No moment of this run is known">
              Only that it exists. Its source reports neither when it came nor when it ran.
            </Empty>
          ) : (
            <Waterfall label="Timeline" data={data} selectedId={selectedId} select={(id) => setSelected(id)} />
          )}
          <WaterfallLegend />
          {run.areSpansCut && (
            <p className="px-3 pb-2 text-xs text-warn">More than 10,000 spans: the first 10,000 are shown.</p>
          )}
        </div>
        <div className="shrink-0 border-line lg:border-l">
          <Inspector
            row={data.rows.find((row) => row.id === selectedId)}
            transitions={run.transitions}
            logs={run.logs}
          />
        </div>
      </div>
    </Panel>
  );
}
