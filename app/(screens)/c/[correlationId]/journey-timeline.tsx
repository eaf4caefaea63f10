'use client';
import { parseAsString, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { criticalPathOf } from '#app/_charts/waterfall/critical-path.ts';
import { WaterfallLegend } from '#app/_charts/waterfall/legend.tsx';
import { waterfallOf } from '#app/_charts/waterfall/series.ts';
import { subjectsOfJourney } from '#app/_charts/waterfall/subject.ts';
import { Waterfall } from '#app/_charts/waterfall/waterfall.tsx';
import { WhereTimeWent } from '#app/_charts/waterfall/where-time-went.tsx';
import { useScopedLink } from '#app/_data/scope.ts';
import { Inspector } from '#app/_ui/inspector/inspector.tsx';
import { Link } from '#app/_ui/link.tsx';
import { useNow } from '#app/_ui/now.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import type { Journey } from '#lib/contracts/journey.ts';
import { JourneyGaps } from './journey-gaps.tsx';
import { namedSilences } from './silences.ts';
import { withHandoffs } from './with-handoffs.ts';

/** All runs and spans of the journey on one axis, and what is missing on it. */
export function JourneyTimeline({ journey }: { journey: Journey }) {
  const link = useScopedLink();
  const now = useNow();
  const [selected, setSelected] = useQueryState('selected', parseAsString);
  const nowMs = journey.runs.some((run) => run.finishedAt === null) ? now : Date.parse(journey.endedAt ?? '') || now;
  const { data, path, silences } = useMemo(() => {
    const subjects = subjectsOfJourney(journey.runs, journey.edges, journey.attempts);
    const data = withHandoffs(waterfallOf(subjects, journey.spans, nowMs, journey.missing), journey.handoffs);
    const path = criticalPathOf(data.rows, data.fromMs, data.toMs);
    return { data, path, silences: namedSilences(path, data.rows, journey.gaps, data.toMs - data.fromMs) };
  }, [journey, nowMs]);
  const row =
    data.rows.find((one) => one.id === selected) ?? data.rows.find((one) => one.item.kind === 'run') ?? data.rows[0];
  return (
    <>
      <Panel isFlush className="py-0">
        <div className="flex max-lg:flex-col">
          <div className="min-w-0 grow">
            <WhereTimeWent sums={path.sums} />
            <Waterfall
              label="Timeline across systems"
              data={data}
              path={path.stretches}
              handoffs={journey.handoffs}
              selectedId={row?.id ?? null}
              select={setSelected}
            />
            <WaterfallLegend hasPath hasHandoffs={journey.handoffs.some(({ isOverlapping }) => !isOverlapping)} />
            {journey.isCut && (
              <p className="px-3 pb-2 text-xs text-warn">The walk met its bound of 2,000 nodes: there may be more.</p>
            )}
          </div>
          <div className="shrink-0 border-line lg:border-l">
            <Inspector row={row} transitions={null} logs={[]} />
            {row?.item.kind === 'run' && (
              <p className="px-3.5 pb-3">
                <Link className="link" href={link(`/runs/${row.id}`)}>
                  Open this run
                </Link>
              </p>
            )}
          </div>
        </div>
      </Panel>
      <JourneyGaps journey={journey} silences={silences} />
    </>
  );
}
