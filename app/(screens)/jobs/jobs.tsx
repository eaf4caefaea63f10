'use client';
import { useQuery } from '@tanstack/react-query';
import { jobsOptions } from '#app/_data/queue.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { ListScreen } from '#app/_ui/list-screen.tsx';
import { NothingYet } from '#app/_ui/nothing-yet.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { JobRow } from './job-row.tsx';

export function Jobs() {
  const [scope] = useScope();
  const jobs = useQuery(jobsOptions(scopeQuery(scope)));
  return (
    <ListScreen
      title="Jobs"
      what="the jobs"
      query={jobs}
      empty={<NothingYet what="jobs" />}
      isEmpty={({ items }) => items.length === 0}
    >
      {({ items }) => (
        <TableFrame caption="Jobs, those with the largest share of dead runs first" minWidth="min-w-[980px]">
          <thead>
            <tr>
              <th scope="col">Job</th>
              <th scope="col" className="l">
                Queue
              </th>
              <th scope="col">Runs</th>
              <th scope="col">Jobs/min</th>
              <th scope="col">p50</th>
              <th scope="col">p95</th>
              <th scope="col">p95 before</th>
              <th scope="col">p95 wait</th>
              <th scope="col">Failed attempts</th>
              <th scope="col">Dead runs</th>
            </tr>
          </thead>
          <tbody>
            {[...items]
              .sort(
                (a, b) =>
                  (b.window.runFailureRate ?? 0) - (a.window.runFailureRate ?? 0) ||
                  b.window.started - a.window.started,
              )
              .map((job) => (
                <JobRow key={job.id} job={job} />
              ))}
          </tbody>
        </TableFrame>
      )}
    </ListScreen>
  );
}
