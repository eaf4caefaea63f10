'use client';
import type { ReactNode } from 'react';
import { useScopedLink } from '#app/_data/scope.ts';
import { formatMs } from '#app/_ui/format/duration.ts';
import { Link } from '#app/_ui/link.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { Status } from '#app/_ui/status.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { runTone } from '#app/_ui/tone.ts';
import { Duration, Moment } from '#app/_ui/value.tsx';
import type { RunDetail } from '#lib/contracts/run.ts';
import { changeWords } from './change-words.ts';

/** The two runs as a whole. */
export function ComparedFigures({ a, b }: { a: RunDetail; b: RunDetail }) {
  const link = useScopedLink();
  const name = (run: RunDetail) => (
    <Link className="link" href={link(`/runs/${run.id}`)}>
      {run.job ?? run.queue} {run.jobId ? `#${run.jobId}` : run.id.slice(0, 8)}
    </Link>
  );
  const text = (label: string, of: (run: RunDetail) => ReactNode) => (
    <tr key={label}>
      <td className="text-dim">{label}</td>
      <td>{of(a) ?? '–'}</td>
      <td>{of(b) ?? '–'}</td>
      <td />
    </tr>
  );
  const time = (label: string, of: (run: RunDetail) => number | null) => {
    const [before, after] = [of(a), of(b)];
    return (
      <tr key={label}>
        <td className="text-dim">{label}</td>
        <td>
          <Duration ms={before} />
        </td>
        <td>
          <Duration ms={after} />
        </td>
        <td>{before === null || after === null ? '–' : changeWords(after - before, formatMs)}</td>
      </tr>
    );
  };
  return (
    <Panel isFlush>
      <TableFrame caption="The two runs" minWidth="min-w-[560px]">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">Figure</span>
            </th>
            <th scope="col">First</th>
            <th scope="col">Second</th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {text('Run', name)}
          {text('State', (run) => (
            <Status tone={runTone[run.state]}>{run.state}</Status>
          ))}
          {text('Enqueued', (run) => (
            <Moment at={run.enqueuedAt} />
          ))}
          {text('Attempts', (run) => run.attemptCount)}
          {text('Worker', (run) => run.worker)}
          {text('Version', (run) => run.version)}
          {time('In queue', (run) => run.waitMs)}
          {time('Worked, last attempt', (run) => run.durationMs)}
          {time('In all', (run) => run.totalMs)}
        </tbody>
      </TableFrame>
    </Panel>
  );
}
