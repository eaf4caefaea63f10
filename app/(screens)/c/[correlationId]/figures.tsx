import { Figure, Figures } from '#app/_ui/figure.tsx';
import { exactMs, formatMs } from '#app/_ui/format/duration.ts';
import { formatCount } from '#app/_ui/format/number.ts';
import { Status } from '#app/_ui/status.tsx';
import type { Tone } from '#app/_ui/tone.ts';
import type { Journey } from '#lib/contracts/journey.ts';
import { finalStates } from '#lib/domain/run.ts';

/** The worst that happened, or that it is still under way. */
function verdictOf(journey: Journey): { word: string; tone: Tone } {
  if (journey.runs.some((run) => run.state === 'dead')) return { word: 'broken', tone: 'bad' };
  if (journey.runs.some((run) => run.state === 'vanished')) return { word: 'outcome unknown', tone: 'unknown' };
  if (journey.runs.some((run) => !finalStates.has(run.state))) return { word: 'under way', tone: 'work' };
  if (journey.runs.length === 0) return { word: 'spans only', tone: 'unknown' };
  return { word: 'complete', tone: 'ok' };
}

export function JourneyFigures({ journey }: { journey: Journey }) {
  const { word, tone } = verdictOf(journey);
  const lengthMs =
    journey.startedAt && journey.endedAt ? Date.parse(journey.endedAt) - Date.parse(journey.startedAt) : null;
  const waits = journey.runs.map((run) => run.waitMs).filter((wait) => wait !== null);
  const waited = waits.length === 0 ? null : waits.reduce((sum, wait) => sum + wait, 0);
  const handoffs = journey.handoffs.filter((one) => !one.isOverlapping).map((one) => one.durationMs);
  const systems = [...new Set(journey.runs.map((run) => run.system))];
  return (
    <Figures label="Figures of the journey">
      <Figure
        label="Outcome"
        isWord
        value={<Status tone={tone}>{word}</Status>}
        note={journey.correlation && `ID: ${journey.correlation.words}`}
      />
      <Figure label="In all" value={formatMs(lengthMs)} exact={exactMs(lengthMs)} />
      <Figure label="Runs" value={formatCount(journey.runs.length)} note={systems.join(', ')} />
      <Figure
        label="Spans"
        value={formatCount(journey.spans.length)}
        note={journey.isCut ? 'cut at 2,000' : undefined}
      />
      <Figure label="Waited in queues" value={formatMs(waited)} exact={exactMs(waited)} note="sum over runs" />
      <Figure label="Longest hand-off" value={formatMs(handoffs.length === 0 ? null : Math.max(...handoffs))} />
    </Figures>
  );
}
