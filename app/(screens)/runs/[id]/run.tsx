'use client';
import { useQuery } from '@tanstack/react-query';
import { runOutlineOptions } from '#app/_data/run.ts';
import { useScopedLink } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { NoSuch } from '#app/_ui/no-such.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { CopyMenu } from './copy-menu.tsx';
import { RunFigures } from './figures.tsx';
import { RunKeys } from './run-keys.tsx';
import { RunTimeline } from './run-timeline.tsx';
import { SameJob } from './same-job.tsx';
import { Siblings } from './siblings.tsx';
import { StateStrip } from './state-strip.tsx';
import { Surroundings } from './surroundings.tsx';
import { Waiting } from './waiting.tsx';

export function Run({ id }: { id: string }) {
  const link = useScopedLink();
  const run = useQuery(runOutlineOptions(id));
  return (
    <Screen
      title={run.data ? (run.data.job ?? run.data.queue) : 'Run'}
      note={run.data?.jobId ? `#${run.data.jobId}` : id.slice(0, 8)}
      parent={{ label: 'Runs', href: link('/runs') }}
      actions={run.data && <CopyMenu run={run.data} />}
    >
      <Answered
        query={run}
        what="this run"
        loading={<Loading />}
        missing={<NoSuch what="run" href={link('/runs')} all="all runs" />}
      >
        {(one) => (
          <>
            <RunKeys run={one} />
            <RunFigures run={one} />
            <Waiting run={one} />
            <RunTimeline run={one} />
            <StateStrip run={one} />
            <SameJob run={one} />
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
