'use client';
import { useQuery } from '@tanstack/react-query';
import { durationChart, failureChart, throughputChart, waitChart } from '#app/_charts/catalog.ts';
import { HeatmapPanel } from '#app/_charts/heatmap/heatmap-panel.tsx';
import { ChartPanel } from '#app/_charts/time-series/chart-panel.tsx';
import { jobOptions } from '#app/_data/queue.ts';
import { useScope, useScopedLink, windowQuery } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { Link } from '#app/_ui/link.tsx';
import { LoadingCharts } from '#app/_ui/loading-charts.tsx';
import { NoSuch } from '#app/_ui/no-such.tsx';
import { RecentRuns } from '#app/_ui/run-table/recent-runs.tsx';
import type { JobView } from '#lib/contracts/job.ts';
import { JobErrors } from './errors.tsx';
import { JobFigures } from './figures.tsx';
import { Versions } from './versions.tsx';

export function Job({ id }: { id: string }) {
  const [scope] = useScope();
  const link = useScopedLink();
  const job = useQuery(jobOptions(id, windowQuery(scope)));
  return (
    <Screen
      title={job.data?.name ?? 'Job'}
      note={job.data && <Where job={job.data} />}
      parent={{ label: 'Jobs', href: link('/jobs') }}
    >
      <Answered
        query={job}
        what="this job"
        loading={<LoadingCharts />}
        missing={<NoSuch what="job" href={link('/jobs')} all="all jobs" />}
      >
        {(one) => {
          const filter = { environment: one.environment, system: one.system, queue: [one.queue], job: [one.name] };
          return (
            <>
              <JobFigures job={one} filter={filter} />
              <div className="grid gap-3.5 lg:grid-cols-2">
                <HeatmapPanel of="duration" filter={filter} />
                <ChartPanel spec={durationChart} filter={filter} isNarrow />
                <HeatmapPanel of="wait" filter={filter} />
                <ChartPanel spec={waitChart} filter={filter} isNarrow />
                <ChartPanel spec={throughputChart} filter={filter} isNarrow />
                <ChartPanel spec={failureChart} filter={filter} isNarrow />
              </div>
              <Versions id={id} filter={filter} />
              <JobErrors filter={filter} />
              <RecentRuns filter={filter} caption="Newest runs of this job" isOneQueue />
            </>
          );
        }}
      </Answered>
    </Screen>
  );
}

function Where({ job }: { job: JobView }) {
  const link = useScopedLink();
  return (
    <>
      {job.system} · <Link href={link(`/queues/${job.queueId}`)}>{job.queue}</Link> · {job.environment}
    </>
  );
}
