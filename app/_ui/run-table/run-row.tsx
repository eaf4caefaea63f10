'use client';
import { useScopedLink } from '#app/_data/scope.ts';
import { Link } from '#app/_ui/link.tsx';
import { Status } from '#app/_ui/status.tsx';
import { runTone } from '#app/_ui/tone.ts';
import { Duration, Moment } from '#app/_ui/value.tsx';
import type { RunSummary } from '#lib/contracts/run.ts';

const dash = <span className="text-dim">–</span>;

export function RunRow({ run, isFresh, isOneQueue }: { run: RunSummary; isFresh: boolean; isOneQueue: boolean }) {
  const link = useScopedLink();
  return (
    <tr className={isFresh ? 'fresh' : undefined}>
      <td>
        <Link href={link(`/runs/${run.id}`)} aria-label={`${run.state}, ${run.job ?? run.queue}: open the run`}>
          <Status tone={runTone[run.state]}>{run.state}</Status>
        </Link>
      </td>
      <td className="l">
        <Link href={link(`/runs/${run.id}`)}>{run.job ?? run.queue}</Link>
        <span className="ml-1.5 text-xs text-dim">{isOneQueue ? run.jobId : `${run.system} · ${run.queue}`}</span>
      </td>
      <td className="l mono max-w-[180px] overflow-hidden text-ellipsis">
        {run.correlationId ? (
          <Link href={link(`/c/${encodeURIComponent(run.correlationId)}`)} title={run.correlationId}>
            {run.correlationId}
          </Link>
        ) : (
          dash
        )}
      </td>
      <td>
        <Moment at={run.enqueuedAt} />
      </td>
      <td>
        <Duration ms={run.waitMs} isEstimate={run.isSkewed} />
      </td>
      <td>
        <Duration ms={run.durationMs} />
      </td>
      <td title={run.failedAttempts > 0 ? `${run.failedAttempts} failed` : undefined}>
        {run.attempts}
        <span className="text-dim">{run.maxAttempts === null ? '' : ` / ${run.maxAttempts}`}</span>
      </td>
      <td className="l">{run.worker ?? dash}</td>
      <td className={`l clip ${run.state === 'dead' || run.state === 'retrying' ? 'text-bad' : 'text-dim'}`}>
        {run.error && (
          <span title={run.error.message}>
            {run.error.type && `${run.error.type}: `}
            {run.error.message}
          </span>
        )}
      </td>
    </tr>
  );
}
