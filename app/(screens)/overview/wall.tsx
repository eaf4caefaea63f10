'use client';
// For a screen on a wall: the overview alone, larger, without what is there to be clicked. Escape leaves.
import { parseAsBoolean, useQueryState } from 'nuqs';
import { useEffect } from 'react';
import { formatMoment } from '#app/_ui/format/moment.ts';
import { useNow } from '#app/_ui/now.tsx';
import { useZone } from '#app/_ui/zone.tsx';

export function useWall() {
  return useQueryState('wall', parseAsBoolean.withDefault(false).withOptions({ history: 'push' }));
}

export function WallButton() {
  const [, setWall] = useWall();
  return (
    <button type="button" className="control" title="For a screen on a wall" onClick={() => setWall(true)}>
      Wall
    </button>
  );
}

/** Marks the page, by which the frame hides (globals.css), and says what time the wall shows. */
export function WallHead() {
  const [, setWall] = useWall();
  const [zone] = useZone();
  const now = useNow();
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setWall(false);
    };
    addEventListener('keydown', leave);
    return () => removeEventListener('keydown', leave);
  }, [setWall]);
  return (
    <div data-wall className="flex items-baseline justify-between">
      <h2 className="text-[15px] font-semibold">Signalbox</h2>
      <span className="text-dim">
        <time>{formatMoment(now, zone, now)}</time>
        <button type="button" className="ml-4 hover:text-ink" onClick={() => setWall(false)}>
          leave the wall
        </button>
      </span>
    </div>
  );
}
