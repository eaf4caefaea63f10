import { Status } from '#app/_ui/status.tsx';
import { runTone } from '#app/_ui/tone.ts';
import { Moment } from '#app/_ui/value.tsx';
import type { LogView } from '#lib/contracts/log-view.ts';
import type { RunSummary, TransitionView } from '#lib/contracts/run.ts';
import { ErrorFact } from './error-fact.tsx';
import { Fact } from './fact.tsx';
import { KnownFrom } from './known-from.tsx';
import { LogLines } from './log-lines.tsx';

interface RunFactsProps {
  logs: readonly LogView[];
  run: Omit<RunSummary, 'attempts'>;
  transitions: readonly TransitionView[] | null;
}

/** The run as a whole: each moment with how it is known, and all evidence. */
export function RunFacts({ run, transitions, logs }: RunFactsProps) {
  const moments = [
    ['Enqueued', run.enqueuedAt, run.fidelity.enqueuedAt],
    ['Due', run.dueAt, null],
    ['Started', run.startedAt, run.fidelity.startedAt],
    ['Finished', run.finishedAt, run.fidelity.finishedAt],
  ] as const;
  return (
    <>
      <h2 className="flex flex-wrap items-center gap-2 font-[550]">
        {run.job ?? run.queue}
        <span className="tag font-normal">
          <Status tone={runTone[run.state]}>{run.state}</Status>
        </span>
      </h2>
      <dl className="mt-2.5">
        {moments.map(([label, at, fidelity]) =>
          at === null && label === 'Due' ? null : (
            <div key={label} className="flex items-baseline gap-2">
              <dt className="w-16 shrink-0 text-xs text-dim">{label}</dt>
              <dd className="flex grow items-baseline justify-between gap-2">
                <span className="mono">
                  <Moment at={at} />
                </span>
                {fidelity && <span className="tag">{fidelity}</span>}
              </dd>
            </div>
          ),
        )}
      </dl>
      {run.isSkewed && <p className="mt-2 text-xs text-warn">Two clocks disagree: the wait is an estimate.</p>}
      {run.isLate && (
        <p className="mt-2 text-xs text-warn">Part of this was reported too late to be united with the rest.</p>
      )}
      {run.error && <ErrorFact error={run.error} />}
      <LogLines logs={logs} />
      {transitions && <KnownFrom transitions={transitions} />}
      <Fact label="Source">
        {run.source} <span className="text-dim">{run.environment}</span>
      </Fact>
    </>
  );
}
