import { type DrawnSpan, isWhole } from '#app/_charts/waterfall/drawn-span.ts';
import { Status } from '#app/_ui/status.tsx';
import { attemptTone } from '#app/_ui/tone.ts';
import { Duration, Time } from '#app/_ui/value.tsx';
import type { LogView } from '#lib/contracts/log-view.ts';
import type { AttemptView, TransitionView } from '#lib/contracts/run.ts';
import { Attributes } from './attributes.tsx';
import { ErrorFact } from './error-fact.tsx';
import { Fact } from './fact.tsx';
import { KnownFrom } from './known-from.tsx';
import { LogLines } from './log-lines.tsx';
import { Shortened } from './shortened.tsx';

interface AttemptFactsProps {
  attempt: AttemptView;
  span: DrawnSpan | null;
  /** Null where evidence was not asked for. */
  transitions: readonly TransitionView[] | null;
  logs: readonly LogView[];
}

const nextWord = ({ state, willRetry }: AttemptView): string => {
  if (state !== 'failed' || willRetry === null) return state;
  return willRetry ? 'failed, will retry' : 'failed for good';
};

export function AttemptFacts({ attempt, span, transitions, logs }: AttemptFactsProps) {
  return (
    <>
      <h2 className="flex flex-wrap items-center gap-2 font-[550]">
        attempt {attempt.number}
        <span className="tag font-normal">
          <Status tone={attemptTone[attempt.state]}>{nextWord(attempt)}</Status>
        </span>
      </h2>
      <Fact label="Started · ended">
        <span className="mono">
          <Time at={attempt.startedAt} /> · <Time at={attempt.finishedAt} />
        </span>
      </Fact>
      <Fact label="Worked">
        <Duration ms={attempt.durationMs} /> <span className="tag">{attempt.fidelity}</span>
      </Fact>
      {attempt.worker && <Fact label="Worker">{attempt.worker}</Fact>}
      {attempt.error && <ErrorFact error={attempt.error} />}
      {transitions && <KnownFrom transitions={transitions.filter((one) => one.attempt === attempt.number)} />}
      <LogLines logs={logs} />
      {span && isWhole(span) && <Attributes label={`Span ${span.spanId}`} values={span.attributes} />}
      {span && isWhole(span) && <Shortened span={span} />}
    </>
  );
}
