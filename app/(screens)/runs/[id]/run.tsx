'use client';
import { useQuery } from '@tanstack/react-query';
import { runOptions } from '#app/_data/run.ts';
import { useScopedLink } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { RunFigures } from './figures.tsx';
import { RunTimeline } from './run-timeline.tsx';
import { Siblings } from './siblings.tsx';
import { Surroundings } from './surroundings.tsx';

export function Run({ id }: { id: string }) {
  const link = useScopedLink();
  const run = useQuery(runOptions(id));
  return (
    <Screen
      title={run.data ? (run.data.job ?? run.data.queue) : 'Run'}
      note={run.data?.jobId ? `#${run.data.jobId}` : id.slice(0, 8)}
      parent={{ label: 'Runs', href: link('/runs') }}
    >
      <Answered query={run} what="this run" loading={<Loading />}>
        {(one) => (
          <>
            <RunFigures run={one} />
            <RunTimeline run={one} />
            <Surroundings run={one} />
            <Siblings run={one} />
          </>
        )}
      </Answered>
    </Screen>
  );
}

function Loading() {
  return (
    <div className="grid gap-3.5">
      <div className="panel h-[69px]" />
      <Panel isFlush>
        <TableSkeleton rows={11} />
      </Panel>
    </div>
  );
}
