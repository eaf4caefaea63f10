'use client';
import { useScopedLink } from '#app/_data/scope.ts';
import { CopyButton } from '#app/_ui/copy-button.tsx';
import { Figure, Figures } from '#app/_ui/figure.tsx';
import { exactMs, formatMs } from '#app/_ui/format/duration.ts';
import { formatShare } from '#app/_ui/format/number.ts';
import { Link } from '#app/_ui/link.tsx';
import { Status } from '#app/_ui/status.tsx';
import { runTone } from '#app/_ui/tone.ts';
import type { RunDetail } from '#lib/contracts/run.ts';
import { rankWords } from './rank.ts';

/** "on attempt 2 of 5" */
function attemptWords(run: RunDetail): string {
  if (run.attemptCount === 0) return 'not tried yet';
  const of = run.maxAttempts === null ? '' : ` of ${run.maxAttempts}`;
  return `on attempt ${run.attemptCount}${of}`;
}

/** The share of the whole time in which nothing worked although the run was due or between attempts. */
function idleWords(run: RunDetail): string | undefined {
  const worked = run.attempts.reduce((sum, attempt) => sum + (attempt.durationMs ?? 0), 0);
  if (run.totalMs === null || run.totalMs <= 0 || run.attempts.some((attempt) => attempt.durationMs === null))
    return undefined;
  return `${formatShare(Math.min(1, worked / run.totalMs))} of it work`;
}

const join = (words: (string | false | undefined)[]): string => words.filter(Boolean).join(', ');

export function RunFigures({ run }: { run: RunDetail }) {
  const link = useScopedLink();
  const systems = new Set([run.system, ...run.siblings.map((one) => one.system)]);
  const runs = run.siblings.length + 1;
  return (
    <Figures label="Figures of the run">
      <Figure
        label="State"
        isWord
        value={<Status tone={runTone[run.state]}>{run.state}</Status>}
        note={attemptWords(run)}
      />
      <Figure
        label="Correlation ID"
        isWord
        value={
          run.correlationId ? (
            <Link
              className="link mono"
              href={link(`/c/${encodeURIComponent(run.correlationId)}`)}
              title={run.correlationId}
            >
              {run.correlationId}
            </Link>
          ) : (
            '–'
          )
        }
        note={
          run.correlationId && (
            <span className="inline-flex gap-1.5">
              {runs > 1
                ? `${runs} runs, ${systems.size} ${systems.size === 1 ? 'system' : 'systems'}`
                : 'this run only'}
              <CopyButton text={run.correlationId} label="Copy the correlation ID" />
            </span>
          )
        }
      />
      <Figure
        label="Waited"
        value={formatMs(run.waitMs)}
        exact={exactMs(run.waitMs)}
        note={
          run.isSkewed
            ? 'estimate'
            : (rankWords(
                run.waitMs,
                run.neighbours.map((one) => one.waitMs),
              ) ?? run.fidelity.waitMs)
        }
      />
      <Figure
        label="Worked"
        value={formatMs(run.durationMs)}
        exact={exactMs(run.durationMs)}
        note={join([
          run.attemptCount > 1 && 'last attempt',
          rankWords(
            run.durationMs,
            run.neighbours.map((one) => one.durationMs),
          ),
        ])}
      />
      <Figure label="In all" value={formatMs(run.totalMs)} exact={exactMs(run.totalMs)} note={idleWords(run)} />
      <Figure label="Worker" isWord value={run.worker ?? '–'} note={run.version ?? undefined} />
    </Figures>
  );
}
