'use client';
import { formatMs } from '#app/_ui/format/duration.ts';
import { Panel } from '#app/_ui/panel.tsx';
import { Status } from '#app/_ui/status.tsx';
import { Moment } from '#app/_ui/value.tsx';
import type { Journey, MissingEnd } from '#lib/contracts/journey.ts';
import type { GapView } from '#lib/contracts/trust.ts';
import type { NamedSilence } from './silences.ts';

const causes: Record<GapView['cause'], string> = {
  trimmed: 'the backend trimmed its events',
  retention: 'the backend removed what had ended',
  reset: 'the backend was reset',
  'collector-down': 'nobody was watching',
  'poll-interval': 'it may have begun and ended between two polls',
};

const missingWords: Record<MissingEnd['kind'], (name: string) => string> = {
  job: (name) => `${name} enqueued a job, and no run is known of it.`,
  'parent-run': (name) => `${name} names the run that made it, and that one is not known.`,
  caller: (name) => `What called ${name} was not received.`,
};

const silenceWords = ({ before, after, gap }: NamedSilence): string => {
  const place = before && after ? `between ${before} and ${after}` : after ? `before ${after}` : `after ${before}`;
  return `${place}: ${gap ? causes[gap.cause] : 'nothing tells what happened'}`;
};

interface JourneyGapsProps {
  journey: Journey;
  silences: readonly NamedSilence[];
}

/** What is expected but missing, stretches that nothing fills, and gaps of sources in which something may be hidden. */
export function JourneyGaps({ journey, silences }: JourneyGapsProps) {
  const { gaps, missing } = journey;
  if (gaps.length + missing.length + silences.length === 0) return null;
  return (
    <Panel title="What may be missing">
      <ul className="grid gap-0.5">
        {missing.map((one) => (
          <Line key={`${one.kind} ${one.near}`} tone="unknown">
            {missingWords[one.kind](one.name)}
          </Line>
        ))}
        {silences.map((one) => (
          <Line key={one.fromMs} tone="idle">
            {formatMs(one.toMs - one.fromMs)} {silenceWords(one)}.
          </Line>
        ))}
        {gaps.map((gap) => (
          <Line key={gap.id} tone="warn">
            {gap.queue}, <Moment at={gap.from} /> – <Moment at={gap.to} />: {causes[gap.cause]}
            {gap.lost !== null && `, ${gap.lost} lost`}.
          </Line>
        ))}
      </ul>
    </Panel>
  );
}

function Line({ tone, children }: { tone: 'unknown' | 'idle' | 'warn'; children: React.ReactNode }) {
  return (
    <li>
      <Status tone={tone}>
        <span className="whitespace-normal">{children}</span>
      </Status>
    </li>
  );
}
