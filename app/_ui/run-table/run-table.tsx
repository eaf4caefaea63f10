'use client';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import type { RunSort, RunSummary } from '#lib/contracts/run.ts';
import { RunRow } from './run-row.tsx';
import { SortHead } from './sort-head.tsx';
import { useFresh } from './use-fresh.ts';

interface RunTableProps {
  runs: readonly RunSummary[];
  caption: string;
  /** All are of one queue: its name need not be repeated. */
  isOneQueue?: boolean;
  sort?: RunSort;
  setSort?: (sort: RunSort) => void;
}

/** Runs, one a line: state, what, for whom, when, how long it waited and worked, and what went wrong. */
export function RunTable({ runs, caption, isOneQueue = false, sort, setSort }: RunTableProps) {
  const isFresh = useFresh(runs);
  const head = (key: RunSort, label: string) => <SortHead label={label} sortKey={key} sort={sort} setSort={setSort} />;
  return (
    <TableFrame caption={caption} minWidth={1060}>
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col" className="l">
            Job
          </th>
          <th scope="col" className="l">
            Correlation ID
          </th>
          {head('-enqueuedAt', 'Enqueued')}
          {head('-waitMs', 'In queue')}
          {head('-durationMs', 'Worked')}
          <th scope="col">Attempts</th>
          <th scope="col" className="l">
            Worker
          </th>
          <th scope="col" className="l w-full">
            Error
          </th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <RunRow key={run.id} run={run} isFresh={isFresh(run.id)} isOneQueue={isOneQueue} />
        ))}
      </tbody>
    </TableFrame>
  );
}
