'use client';
import { Command } from '#app/_ui/empty.tsx';
import type { ScheduleCreated } from '#lib/contracts/schedule.ts';
import { snippetsOf } from './snippets.ts';

/** The token and how to use it, shown this once. */
export function CheckInSnippets({ schedule, onClose }: { schedule: ScheduleCreated; onClose: () => void }) {
  return (
    <div className="grid gap-3.5 px-4 py-3.5">
      <p>
        <strong className="font-[550]">{schedule.name}</strong>
        {schedule.text && <span className="text-dim"> · {schedule.text}</span>}
      </p>
      <p className="text-warn">The token in these lines is shown this once. Copy what you need now.</p>
      {snippetsOf(schedule).map(({ title, text }) => (
        <div key={title}>
          <h3 className="text-xs text-dim">{title}</h3>
          <Command text={text} />
        </div>
      ))}
      <footer>
        <button type="button" className="button-main" onClick={onClose}>
          I have it
        </button>
      </footer>
    </div>
  );
}
