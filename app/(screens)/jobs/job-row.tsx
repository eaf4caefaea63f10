'use client';
import type { Query } from '#app/_data/query-string.ts';
import { useScopedLink } from '#app/_data/scope.ts';
import { formatCount, formatShare, perMinute } from '#app/_ui/format/number.ts';
import { Link } from '#app/_ui/link.tsx';
import { Known } from '#app/_ui/queue-table/known.tsx';
import { Duration } from '#app/_ui/value.tsx';
import type { JobView } from '#lib/contracts/job.ts';

export function JobRow({ job }: { job: JobView }) {
  const link = useScopedLink();
  const { window } = job;
  const windowMs = Date.parse(window.to) - Date.parse(window.from);
  const filter = { environment: job.environment, system: job.system, queue: job.queue, job: job.name };
  const runs = (query: Query) => link('/runs', { ...filter, from: window.from, to: window.to, ...query });
  const finished = window.succeeded + window.dead;
  return (
    <tr>
      <td>
        <Link href={link(`/jobs/${job.id}`)}>{job.name}</Link>
      </td>
      <td className="l">
        <Link href={link(`/queues/${job.queueId}`)}>{job.queue}</Link>
        <span className="ml-1.5 text-xs text-dim">
          {job.system} · {job.source}
        </span>
      </td>
      <td>
        <Link href={runs({ by: 'finishedAt', state: ['succeeded', 'dead'] })}>{formatCount(finished)}</Link>
      </td>
      <td>{perMinute(window.started, windowMs)}</td>
      <td>
        <Duration ms={window.durationMs.p50} />
      </td>
      <td>
        <Duration ms={window.durationMs.p95} />
      </td>
      <td className="text-dim">
        <Duration ms={job.before.durationMs.p95} />
      </td>
      <td>
        <Duration ms={window.waitMs.p95} />
      </td>
      <td>
        <Known value={window.attemptFailureRate} as={formatShare} />
      </td>
      <td className={window.dead > 0 ? 'text-bad' : ''} title={`${window.dead} of ${finished}`}>
        {window.dead > 0 ? (
          <Link href={runs({ by: 'finishedAt', state: 'dead' })}>{formatShare(window.runFailureRate)}</Link>
        ) : (
          <Known value={window.runFailureRate} as={formatShare} />
        )}
      </td>
    </tr>
  );
}
