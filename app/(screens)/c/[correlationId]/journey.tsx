'use client';
import { useQuery } from '@tanstack/react-query';
import { journeyOptions } from '#app/_data/run.ts';
import { useScopedLink } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { Link } from '#app/_ui/link.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { RunTable } from '#app/_ui/run-table/run-table.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { JourneyFigures } from './figures.tsx';
import { Handoffs } from './handoffs.tsx';
import { JourneyTimeline } from './journey-timeline.tsx';

export function Journey({ correlationId }: { correlationId: string }) {
  const link = useScopedLink();
  const journey = useQuery(journeyOptions(correlationId));
  return (
    <Screen title="Journey" note={correlationId} parent={{ label: 'Runs', href: link('/runs') }}>
      <Answered
        query={journey}
        what="this journey"
        loading={
          <Panel isFlush>
            <TableSkeleton rows={14} />
          </Panel>
        }
        missing={
          <Panel isFlush>
            <Empty
              title="Nothing carries this correlation ID"
              command={"withCorrelation('req-7', () => queue.add('send-receipt', data))"}
            >
              Nothing that was observed, and is still kept, names it. Look for it among{' '}
              <Link className="link underline" href={link('/runs')}>
                all runs
              </Link>
              . An application sets it like this:
            </Empty>
          </Panel>
        }
      >
        {(one) => (
          <>
            <JourneyFigures journey={one} />
            <JourneyTimeline journey={one} />
            <Handoffs handoffs={one.handoffs} />
            <Panel isFlush title="Runs" note="in order of time">
              <RunTable runs={one.runs} caption="Runs of this journey" />
            </Panel>
          </>
        )}
      </Answered>
    </Screen>
  );
}
