'use client';
import type { Query } from '#app/_data/query-string.ts';
import { useScopedLink } from '#app/_data/scope.ts';
import { Figure, Figures } from '#app/_ui/figure.tsx';
import { pointDifference, relativeDifference } from '#app/_ui/format/difference.ts';
import { exactMs, formatMs } from '#app/_ui/format/duration.ts';
import { formatCount, formatShare, perMinute } from '#app/_ui/format/number.ts';
import { Link } from '#app/_ui/link.tsx';
import type { JobView } from '#lib/contracts/job.ts';

/** Each figure beside the stretch of equal length before; each opens what it counts. */
export function JobFigures({ job, filter }: { job: JobView; filter: Query }) {
  const link = useScopedLink();
  const { window, before } = job;
  const lengthMs = Date.parse(window.to) - Date.parse(window.from);
  const ended = window.succeeded + window.dead;
  const runs = (query: Query) => link('/runs', { ...filter, ...query, from: window.from, to: window.to });
  return (
    <Figures label="Figures of the job">
      <Figure
        label="Runs finished"
        value={<Link href={runs({ by: 'finishedAt', state: ['succeeded', 'dead'] })}>{formatCount(ended)}</Link>}
        difference={relativeDifference(ended, before.succeeded + before.dead, 'neutral')}
        note={`${perMinute(ended, lengthMs)} a minute`}
      />
      <Figure
        label="Dead runs"
        value={<Link href={runs({ by: 'finishedAt', state: 'dead' })}>{formatShare(window.runFailureRate)}</Link>}
        exact={`${window.dead} of ${ended}`}
        difference={pointDifference(window.runFailureRate, before.runFailureRate, 'up-is-bad')}
      />
      <Figure
        label="Failed attempts"
        value={
          <Link href={runs({ by: 'active', minFailedAttempts: '1' })}>{formatShare(window.attemptFailureRate)}</Link>
        }
        exact={`${window.failedAttempts} failed, ${window.retried} retried`}
        difference={pointDifference(window.attemptFailureRate, before.attemptFailureRate, 'up-is-bad')}
      />
      {(['p50', 'p95', 'p99'] as const).map((p) => (
        <Figure
          key={p}
          label={`${p} duration`}
          value={<Link href={runs({ by: 'finishedAt', sort: '-durationMs' })}>{formatMs(window.durationMs[p])}</Link>}
          exact={`${exactMs(window.durationMs[p])}, n = ${window.durationMs.n}`}
          difference={relativeDifference(window.durationMs[p], before.durationMs[p], 'up-is-bad')}
        />
      ))}
      <Figure
        label="p95 time in queue"
        value={<Link href={runs({ by: 'startedAt', sort: '-waitMs' })}>{formatMs(window.waitMs.p95)}</Link>}
        exact={`${exactMs(window.waitMs.p95)}, n = ${window.waitMs.n}`}
        difference={relativeDifference(window.waitMs.p95, before.waitMs.p95, 'up-is-bad')}
      />
    </Figures>
  );
}
