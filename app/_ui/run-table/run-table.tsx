'use client';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import type { RunSummary } from '#lib/contracts/run.ts';
import { columnsOf, usualColumns } from './columns.tsx';
import { RunHead } from './run-head.tsx';
import { RunRow } from './run-row.tsx';
import { useFresh } from './use-fresh.ts';

interface RunTableProps {
  runs: readonly RunSummary[];
  caption: string;
  /** All are of one queue: its name need not be repeated. */
  isOneQueue?: boolean;
}

const columns = columnsOf(usualColumns);

/** A few runs, one a line: state, what, for whom, when, how long it waited and worked, and what went wrong. */
export function RunTable({ runs, caption, isOneQueue = false }: RunTableProps) {
  const isFresh = useFresh(runs);
  return (
    <TableFrame caption={caption} minWidth="min-w-[1060px]">
      <RunHead columns={columns} />
      <tbody>
        {runs.map((run) => (
          <RunRow
            key={run.id}
            run={run}
            columns={columns}
            isOneQueue={isOneQueue}
            className={isFresh(run.id) ? 'fresh' : undefined}
          />
        ))}
      </tbody>
    </TableFrame>
  );
}
