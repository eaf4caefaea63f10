// The columns that a table of runs may have.
import type { ReactNode } from 'react';
import { Link } from '#app/_ui/link.tsx';
import { Status } from '#app/_ui/status.tsx';
import { runTone } from '#app/_ui/tone.ts';
import { Duration, Moment } from '#app/_ui/value.tsx';
import type { RunSort, RunSummary } from '#lib/contracts/run.ts';

export interface CellContext {
  link: (path: string) => string;
  /** All are of one queue: its name need not be repeated. */
  isOneQueue: boolean;
}

export interface RunColumn {
  key: string;
  label: string;
  /** Pixels, where columns have fixed widths; the last one takes what is left. */
  width: number;
  isLeft?: boolean;
  sort?: RunSort;
  className?: string;
  cell: (run: RunSummary, context: CellContext) => ReactNode;
}

const dash = <span className="text-dim">–</span>;
const clip = 'overflow-hidden text-ellipsis';
const text = (key: keyof RunSummary & string, label: string, width: number): RunColumn => ({
  key,
  label,
  width,
  isLeft: true,
  className: clip,
  cell: (run) => {
    const value = run[key];
    return typeof value === 'string' && value !== '' ? <span title={value}>{value}</span> : dash;
  },
});

export const runColumns: readonly RunColumn[] = [
  {
    key: 'state',
    label: 'State',
    width: 112,
    cell: (run, { link }) => (
      <Link href={link(`/runs/${run.id}`)} aria-label={`${run.state}, ${run.job ?? run.queue}: open the run`}>
        <Status tone={runTone[run.state]}>{run.state}</Status>
      </Link>
    ),
  },
  {
    key: 'job',
    label: 'Job',
    width: 300,
    isLeft: true,
    className: clip,
    cell: (run, { link, isOneQueue }) => (
      <>
        <Link href={link(`/runs/${run.id}`)}>{run.job ?? run.queue}</Link>
        <span className="ml-1.5 text-xs text-dim">{isOneQueue ? run.jobId : `${run.system} · ${run.queue}`}</span>
      </>
    ),
  },
  {
    key: 'correlationId',
    label: 'Correlation ID',
    width: 150,
    isLeft: true,
    className: `mono max-w-[180px] ${clip}`,
    cell: (run, { link }) =>
      run.correlationId ? (
        <Link href={link(`/c/${encodeURIComponent(run.correlationId)}`)} title={run.correlationId}>
          {run.correlationId}
        </Link>
      ) : (
        dash
      ),
  },
  {
    key: 'enqueuedAt',
    label: 'Enqueued',
    width: 130,
    sort: '-enqueuedAt',
    cell: (run) => <Moment at={run.enqueuedAt} />,
  },
  { key: 'startedAt', label: 'Started', width: 130, cell: (run) => <Moment at={run.startedAt} /> },
  {
    key: 'finishedAt',
    label: 'Finished',
    width: 130,
    sort: '-finishedAt',
    cell: (run) => <Moment at={run.finishedAt} />,
  },
  {
    key: 'waitMs',
    label: 'In queue',
    width: 84,
    sort: '-waitMs',
    cell: (run) => <Duration ms={run.waitMs} isEstimate={run.isSkewed} />,
  },
  {
    key: 'durationMs',
    label: 'Worked',
    width: 84,
    sort: '-durationMs',
    cell: (run) => <Duration ms={run.durationMs} />,
  },
  { key: 'totalMs', label: 'In all', width: 84, cell: (run) => <Duration ms={run.totalMs} /> },
  {
    key: 'attempts',
    label: 'Attempts',
    width: 74,
    cell: (run) => (
      <span title={run.failedAttempts > 0 ? `${run.failedAttempts} failed` : undefined}>
        {run.attempts}
        <span className="text-dim">{run.maxAttempts === null ? '' : ` / ${run.maxAttempts}`}</span>
      </span>
    ),
  },
  text('worker', 'Worker', 110),
  text('version', 'Version', 84),
  text('tenant', 'Tenant', 100),
  text('environment', 'Environment', 100),
  text('source', 'Source', 130),
  text('schedule', 'Schedule', 130),
  text('jobId', 'Job ID', 110),
  text('traceId', 'Trace', 130),
  {
    key: 'error',
    label: 'Error',
    width: 200,
    isLeft: true,
    className: 'clip',
    cell: (run) =>
      run.error && (
        <span
          title={run.error.message}
          className={run.state === 'dead' || run.state === 'retrying' ? 'text-bad' : 'text-dim'}
        >
          {run.error.type && `${run.error.type}: `}
          {run.error.message}
        </span>
      ),
  },
];

export const usualColumns = [
  'state',
  'job',
  'correlationId',
  'enqueuedAt',
  'waitMs',
  'durationMs',
  'attempts',
  'worker',
  'error',
] as const;

/**
 * The columns of these keys in the order of `runColumns`; the state always, since its cell opens the run. What a list is sorted by is
 * seen: among the usual columns, which fill a page, the end of a run stands where the beginning would.
 */
export function columnsOf(keys: readonly string[], sort: RunSort = '-enqueuedAt'): readonly RunColumn[] {
  const isUsual = keys.length === usualColumns.length && usualColumns.every((key) => keys.includes(key));
  const hidden = isUsual && sort === '-finishedAt' ? 'enqueuedAt' : null;
  const isSortedBy = (column: RunColumn): boolean => sort !== '-enqueuedAt' && column.sort === sort;
  return runColumns.filter(
    (column) => column.key !== hidden && (column.key === 'state' || keys.includes(column.key) || isSortedBy(column)),
  );
}
