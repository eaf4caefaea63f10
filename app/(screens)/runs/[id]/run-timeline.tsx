'use client';
import { parseAsString, useQueryState } from 'nuqs';
import { useEffect, useMemo } from 'react';
import { criticalPathOf, subtreeOf } from '#app/_charts/waterfall/critical-path.ts';
import { isWhole } from '#app/_charts/waterfall/drawn-span.ts';
import type { WholeSpans } from '#app/_charts/waterfall/find-rows.ts';
import { WaterfallLegend } from '#app/_charts/waterfall/legend.tsx';
import { logsOfRow } from '#app/_charts/waterfall/row-logs.ts';
import { type WaterfallRow, waterfallOf } from '#app/_charts/waterfall/series.ts';
import { subjectOfRun } from '#app/_charts/waterfall/subject.ts';
import { Waterfall } from '#app/_charts/waterfall/waterfall.tsx';
import { WhereTimeWent } from '#app/_charts/waterfall/where-time-went.tsx';
import { Answered } from '#app/_ui/answered.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { Inspector } from '#app/_ui/inspector/inspector.tsx';
import { useNow } from '#app/_ui/now.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import type { RunOutline } from '#lib/contracts/run-outline.ts';
import { useWholeSpans } from './use-whole-spans.ts';

/** The row that most likely matters: the last failure, else the run itself. */
function firstChoice(run: RunOutline): string {
  const failed = run.attempts.findLast((attempt) => attempt.state === 'failed' || attempt.state === 'lost');
  return failed ? `${run.id}:${failed.number}` : run.id;
}

/** A row of a span of which more became known since it was drawn. */
function withMore(row: WaterfallRow | undefined, later: WholeSpans | undefined): WaterfallRow | undefined {
  const span = row?.item.kind === 'span' ? later?.get(row.item.span.spanId) : undefined;
  return row && span ? { ...row, item: { kind: 'span', span } } : row;
}

export function RunTimeline({ run }: { run: RunOutline }) {
  const [selected, setSelected] = useQueryState('selected', parseAsString);
  const isOpen = run.finishedAt === null;
  const now = useNow();
  // A finished run does not change with time: it is laid out once.
  const nowMs = isOpen ? now : 0;
  const { drawn, later, query, want, isReading } = useWholeSpans(run);
  const data = useMemo(
    () => waterfallOf([subjectOfRun(run)], drawn, nowMs || Date.parse(run.finishedAt ?? '')),
    [run, drawn, nowMs],
  );
  const path = useMemo(() => {
    const own = data.rows.find((row) => row.id === run.id);
    return own ? criticalPathOf(subtreeOf(data.rows, run.id), own.startMs, own.endMs) : null;
  }, [data, run.id]);
  const selectedId = data.rows.some((row) => row.id === selected) ? selected : firstChoice(run);
  const row = data.rows.find((one) => one.id === selectedId);
  const isPartly = row?.item.kind === 'span' && !isWhole(row.item.span);
  useEffect(() => {
    if (isPartly) want();
  });
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
                later={later}
                onFind={want}
                isReading={isReading}
              />
            </>
          )}
          <WaterfallLegend hasPath={path !== null} />
          {run.areSpansCut && (
            <p className="px-3 pb-2 text-xs text-warn">More than 10,000 spans: the first 10,000 are shown.</p>
          )}
        </div>
        <div className="shrink-0 border-line lg:border-l">
          <Inspector
            row={withMore(row, later)}
            transitions={run.transitions}
            logs={row ? logsOfRow(data.rows, row, run.logs) : []}
            reading={
              <Answered query={query} what="its attributes" loading={<TableSkeleton rows={3} />}>
                {() => null}
              </Answered>
            }
          />
        </div>
      </div>
    </Panel>
  );
}
