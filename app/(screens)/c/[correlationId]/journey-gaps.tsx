'use client';
import { Panel } from '#app/_ui/panel.tsx';
import { Status } from '#app/_ui/status.tsx';
import { Moment } from '#app/_ui/value.tsx';
import type { GapView } from '#lib/contracts/trust.ts';

const causes: Record<GapView['cause'], string> = {
  trimmed: 'the backend trimmed its events',
  retention: 'the backend removed what had ended',
  reset: 'the backend was reset',
  'collector-down': 'nobody was watching',
  'poll-interval': 'it may have begun and ended between two polls',
};

/** Stretches in which something of this journey may be hidden from us. */
export function JourneyGaps({ gaps }: { gaps: readonly GapView[] }) {
  if (gaps.length === 0) return null;
  return (
    <Panel title="What may be missing">
      <ul>
        {gaps.map((gap) => (
          <li key={gap.id}>
            <Status tone="warn">
              <span>
                {gap.queue}, <Moment at={gap.from} /> – <Moment at={gap.to} />: {causes[gap.cause]}
                {gap.lost !== null && `, ${gap.lost} lost`}
              </span>
            </Status>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
