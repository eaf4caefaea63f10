'use client';
// A drawing where it is in sight and when it is its turn. The library takes long over each: all at once they would hold up the page.
import { type ComponentType, useCallback, useEffect, useRef, useState } from 'react';
import { useSeen } from '#app/_ui/use-seen.ts';
import type { Brushed } from './brush.ts';
import type { PlotProps } from './drawing.tsx';
import { inTurn } from './in-turn.ts';

export const BlankPlot = () => <div className="skeleton h-[176px]" />;

let loaded: ComponentType<PlotProps> | null = null;
/** The largest part of the browser code: fetched when first needed. */
const load = async (): Promise<void> => {
  loaded ??= (await import('./drawing.tsx')).default;
};

function useDrawing(isWanted: boolean): ComponentType<PlotProps> | null {
  const [isTurn, setTurn] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    if (!isWanted) return;
    const leave = new AbortController();
    void load().then(
      () => inTurn(() => setTurn(true), leave.signal),
      (error: unknown) => setFault(error),
    );
    return () => leave.abort();
  }, [isWanted]);
  // as of any other part of the page that cannot be had
  if (fault) throw fault;
  return isTurn ? loaded : null;
}

export function Plot({ done, ...props }: PlotProps) {
  const [ref, isSeen] = useSeen();
  const Drawing = useDrawing(isSeen === true);
  // one and the same function: what is drawn is not drawn again for a new one
  const latest = useRef(done);
  useEffect(() => {
    latest.current = done;
  });
  const told = useCallback((what: Brushed) => latest.current(what), []);
  return (
    // a drawing is as wide as it was until it has heard of another width
    <div ref={ref} className="h-[176px] overflow-x-clip">
      {Drawing ? <Drawing {...props} done={told} /> : isSeen !== false && <BlankPlot />}
    </div>
  );
}
