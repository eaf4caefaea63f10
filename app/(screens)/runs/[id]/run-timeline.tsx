'use client';
import { parseAsString, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { criticalPathOf, subtreeOf } from '#app/_charts/waterfall/critical-path.ts';
import { WaterfallLegend } from '#app/_charts/waterfall/legend.tsx';
import { logsOfRow } from '#app/_charts/waterfall/row-logs.ts';
import { waterfallOf } from '#app/_charts/waterfall/series.ts';
import { subjectOfRun } from '#app/_charts/waterfall/subject.ts';
import { Waterfall } from '#app/_charts/waterfall/waterfall.tsx';
import { WhereTimeWent } from '#app/_charts/waterfall/where-time-went.tsx';
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
  const path = useMemo(() => {
    const own = data.rows.find((row) => row.id === run.id);
    return own ? criticalPathOf(subtreeOf(data.rows, run.id), own.startMs, own.endMs) : null;
  }, [data, run.id]);
  const selectedId = data.rows.some((row) => row.id === selected) ? selected : firstChoice(run);
  const row = data.rows.find((one) => one.id === selectedId);
  return (
    <Panel isFlush className="py-0">
      <div className="flex max-lg:flex-col">
        <div className="min-w-0 grow">
          {data.rows.length === 0 ? (
            <Empty title="No moment of this run is known">
              Only that it exists. Its source reports neither when it came nor when it ran.
            </Empty>
          ) : (
            <>
              {path && <WhereTimeWent sums={path.sums} />}
              <Waterfall
                label="Timeline"
                data={data}
                path={path?.stretches}
                selectedId={selectedId}
                select={setSelected}
              />
            </>
          )}
          <WaterfallLegend hasPath={path !== null} />
          {run.areSpansCut && (
            <p className="px-3 pb-2 text-xs text-warn">More than 10,000 spans: the first 10,000 are shown.</p>
          )}
        </div>
        <div className="shrink-0 border-line lg:border-l">
          <Inspector row={row} transitions={run.transitions} logs={row ? logsOfRow(data.rows, row, run.logs) : []} />
        </div>
      </div>
    </Panel>
  );
}
