import { formatMs } from '#app/_ui/format/duration.ts';
import { Time } from '#app/_ui/value.tsx';
import type { TransitionView } from '#lib/contracts/run.ts';
import { Fact } from './fact.tsx';

const clockWords = { backend: "the backend's clock", worker: "the worker's clock", us: 'our own clock' } as const;

/** The evidence: what was said, by whom, how it is known, when it reached us. */
export function KnownFrom({ transitions }: { transitions: readonly TransitionView[] }) {
  return (
    <Fact label="Known from">
      {transitions.length === 0 && <p className="text-dim">No single piece of evidence is kept for this.</p>}
      <ul>
        {transitions.map((one) => (
          <li
            key={`${one.evidenceId} ${one.kind}`}
            className="flex items-baseline gap-1.5"
            title={`${one.evidenceId}, by ${clockWords[one.atClock]}, heard ${formatMs(Date.parse(one.observedAt) - Date.parse(one.at))} later`}
          >
            <span className="mono text-dim">
              <Time at={one.at} />
            </span>
            <span className="min-w-0 grow truncate">
              {one.kind}
              {one.outcome && ` ${one.outcome}`} <span className="text-dim">{one.source}</span>
            </span>
            <span className="tag shrink-0">{one.fidelity}</span>
          </li>
        ))}
      </ul>
    </Fact>
  );
}
