'use client';
import { Panel } from '#app/_ui/panel.tsx';
import { Age, Moment } from '#app/_ui/value.tsx';
import type { ScheduleDetail } from '#lib/contracts/schedule.ts';
import { Collisions } from '../upcoming-load.tsx';

/** The next due times, and who else is due then. */
export function Coming({ schedule }: { schedule: ScheduleDetail }) {
  const { upcoming, collisions, pausedAt } = schedule;
  return (
    <Panel title="Coming">
      {upcoming.length === 0 ? (
        <p className="text-dim">
          {pausedAt ? 'It is paused: nothing is expected of it.' : 'No due time is known ahead.'}
        </p>
      ) : (
        <ol className="grid grid-cols-2 gap-x-6 gap-y-0.5">
          {upcoming.slice(0, 10).map((at) => (
            <li key={at} className="flex justify-between gap-3">
              <Moment at={at} />
              <span className="text-dim">
                <Age at={at} />
              </span>
            </li>
          ))}
        </ol>
      )}
      <Collisions collisions={collisions} />
    </Panel>
  );
}
