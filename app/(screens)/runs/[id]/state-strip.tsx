'use client';
import { formatMs } from '#app/_ui/format/duration.ts';
import { useNow } from '#app/_ui/now.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { Status } from '#app/_ui/status.tsx';
import { runTone } from '#app/_ui/tone.ts';
import { Duration } from '#app/_ui/value.tsx';
import type { RunDetail } from '#lib/contracts/run.ts';
import { stateStretches, timeByState } from './states.ts';

/** More changes than these are told as sums alone. */
const mostSteps = 9;

/** The way of the run through its states, with the time in each. */
export function StateStrip({ run }: { run: RunDetail }) {
  const now = useNow();
  const stretches = stateStretches(run, now);
  if (stretches.length === 0) return null;
  const sums = timeByState(stretches);
  const isLong = stretches.length > mostSteps;
  const shown = isLong ? [] : stretches;
  return (
    <Panel
      title="States"
      note={isLong ? `${stretches.length - 1} changes, the time in each state added up` : 'and the time in each'}
    >
      <ol className="flex flex-wrap items-center gap-x-1.5 gap-y-1">
        {shown.map(({ state, fromMs, toMs }, index) => (
          <li key={`${state} ${fromMs}`} className="flex items-center gap-1.5">
            {index > 0 && (
              <span aria-hidden="true" className="text-dim">
                →
              </span>
            )}
            <Status tone={runTone[state]}>{state}</Status>
            {toMs !== null && (
              <span className="text-xs text-dim">
                <Duration ms={toMs - fromMs} />
              </span>
            )}
          </li>
        ))}
        {isLong &&
          sums.map(({ state, ms, times }) => (
            <li key={state} className="flex items-center gap-1.5 pr-3">
              <Status tone={runTone[state]}>{state}</Status>
              <span className="text-xs text-dim">
                {formatMs(ms)}
                {times > 1 && ` in ${times} stretches`}
              </span>
            </li>
          ))}
        {isLong && <Last run={run} />}
      </ol>
      {run.notes.length > 0 && (
        <ul className="mt-2 max-w-prose space-y-1 text-xs text-dim">
          {run.notes.map(({ text }) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const Last = ({ run }: { run: RunDetail }) => (
  <li>
    <Status tone={runTone[run.state]}>{run.state}</Status>
  </li>
);
