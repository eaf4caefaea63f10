'use client';
import { useRef, useState } from 'react';
import { useScope } from '#app/_data/scope.ts';
import { typedMoment } from '#app/_data/typed-moment.ts';
import { defaultFrom, momentOf, windowChoices, windowLabel } from '#app/_data/window.ts';
import { Fault } from '#app/_ui/fault.tsx';
import { useZone } from '#app/_ui/zone.tsx';

/** The window of time: the usual ones, or any two ends; and the zone in which moments are told. */
export function WindowSelect() {
  const [scope, setScope] = useScope();
  const [zone, setZone] = useZone();
  const box = useRef<HTMLDivElement>(null);
  const choose = (from: string, to: string) => {
    setScope({ from: from === defaultFrom ? null : from, to: to === 'now' ? null : to });
    box.current?.hidePopover();
  };
  return (
    <>
      <button type="button" popoverTarget="window-choices" className="control [anchor-name:--window]">
        <span className="font-[550]">{windowLabel(scope)}</span>
        <span className="text-dim"> · {zone === 'utc' ? 'UTC' : 'local'} ▾</span>
      </button>
      <div
        ref={box}
        id="window-choices"
        popover="auto"
        className="panel absolute inset-auto top-[anchor(bottom)] right-[anchor(right)] mt-1 w-[260px] p-1.5 text-sm text-ink [position-anchor:--window]"
      >
        {windowChoices.map((choice) => (
          <button
            key={choice.from}
            type="button"
            aria-pressed={scope.from === choice.from && scope.to === 'now'}
            className="block w-full rounded-md px-2 py-1 text-left hover:bg-soft aria-pressed:font-[550]"
            onClick={() => choose(choice.from, 'now')}
          >
            {choice.label}
          </button>
        ))}
        <OwnWindow key={`${scope.from} ${scope.to}`} from={scope.from} to={scope.to} choose={choose} />
        <label className="mt-1.5 flex items-center justify-between border-t border-line px-2 pt-2 pb-1 text-dim">
          Times in
          <select
            className="control"
            value={zone}
            onChange={(event) => setZone(event.target.value === 'local' ? 'local' : 'utc')}
          >
            <option value="utc">UTC</option>
            <option value="local">this browser's zone</option>
          </select>
        </label>
      </div>
    </>
  );
}

function OwnWindow({ from, to, choose }: { from: string; to: string; choose: (from: string, to: string) => void }) {
  const [zone] = useZone();
  const [fault, setFault] = useState<string | null>(null);
  return (
    <form
      className="mt-1.5 grid gap-1.5 border-t border-line px-2 pt-2"
      onSubmit={(event) => {
        event.preventDefault();
        const fields = new FormData(event.currentTarget);
        const typedFrom = String(fields.get('from')).trim();
        const typedTo = String(fields.get('to')).trim() || (typedFrom.toLowerCase() === 'yesterday' ? 'today' : 'now');
        const now = Date.now();
        const [start, end] = [typedFrom, typedTo].map((text) => typedMoment(text, now, zone === 'local'));
        if (!start || !end) setFault('Write 3h, yesterday, or 2026-11-24 14:00.');
        else if ((momentOf(start, now) ?? 0) >= (momentOf(end, now) ?? 0)) setFault('From must be before to.');
        else choose(start, end);
      }}
    >
      <label className="flex items-center justify-between gap-2 text-dim">
        From
        <input name="from" defaultValue={from} className="control w-[180px]" />
      </label>
      <label className="flex items-center justify-between gap-2 text-dim">
        To
        <input name="to" defaultValue={to === 'now' ? '' : to} placeholder="now" className="control w-[180px]" />
      </label>
      <Fault className="text-xs">{fault}</Fault>
      <button type="submit" className="control">
        Show this window
      </button>
    </form>
  );
}
