'use client';
import { useScopedLink } from '#app/_data/scope.ts';
import { Link } from '#app/_ui/link.tsx';
import { Mark } from '#app/_ui/status.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { Duration, Moment } from '#app/_ui/value.tsx';
import type { DeadLetter } from '#lib/contracts/dead-letter.ts';

export function DeadLetterTable({ letters }: { letters: readonly DeadLetter[] }) {
  const link = useScopedLink();
  return (
    <TableFrame caption="Dead runs, newest first" minWidth="min-w-[980px]">
      <thead>
        <tr>
          <th scope="col">Job</th>
          <th scope="col" className="l">
            Correlation ID
          </th>
          <th scope="col">Died</th>
          <th scope="col">Age</th>
          <th scope="col">Attempts</th>
          <th scope="col" className="l w-full">
            Error
          </th>
          <th scope="col" className="l">
            Redrive
          </th>
        </tr>
      </thead>
      <tbody>
        {letters.map((letter) => (
          <tr key={letter.runId}>
            <td>
              <Link href={link(`/runs/${letter.runId}`)} className="inline-flex items-center gap-1.5">
                <Mark tone="bad" />
                {letter.job ?? letter.queue}
              </Link>
              <span className="ml-1.5 text-xs text-dim">
                {letter.system} · {letter.queue}
              </span>
            </td>
            <td className="l mono">
              {letter.correlationId ? (
                <Link href={link(`/c/${encodeURIComponent(letter.correlationId)}`)}>{letter.correlationId}</Link>
              ) : (
                <span className="text-dim">–</span>
              )}
            </td>
            <td>
              <Moment at={letter.deadAt} />
            </td>
            <td>
              <Duration ms={letter.ageMs} />
            </td>
            <td>{letter.attempts}</td>
            <td className="l clip text-bad" title={letter.error?.message}>
              {letter.error && (
                <Link
                  href={
                    letter.error.fingerprint
                      ? link(`/errors/${letter.error.fingerprint}`)
                      : link(`/runs/${letter.runId}`)
                  }
                >
                  {letter.error.type ? `${letter.error.type}: ` : ''}
                  {letter.error.message}
                </Link>
              )}
            </td>
            <td className="l text-dim">{letter.redrivable ? 'possible' : 'not from here'}</td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}
