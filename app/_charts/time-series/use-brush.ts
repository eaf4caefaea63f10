'use client';
import { useState } from 'react';
import { type Brushed, brushed, type Drag } from './brush.ts';

interface PointerState {
  activeTooltipIndex?: number | string | null | undefined;
}

/** Handlers for the chart library, and the stretch being dragged over. A chart that is left forgets its drag. */
export function useBrush(starts: readonly number[], stepMs: number, done: (what: Brushed) => void) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const startAt = ({ activeTooltipIndex }: PointerState): number | undefined =>
    activeTooltipIndex === undefined || activeTooltipIndex === null ? undefined : starts[Number(activeTooltipIndex)];
  return {
    dragged: drag && drag.downMs !== drag.nowMs ? brushed(drag, stepMs) : null,
    handlers: {
      onMouseDown: (state: PointerState) => {
        const at = startAt(state);
        if (at !== undefined) setDrag({ downMs: at, nowMs: at });
      },
      onMouseMove: (state: PointerState) => {
        const at = startAt(state);
        if (drag && at !== undefined && at !== drag.nowMs) setDrag({ ...drag, nowMs: at });
      },
      onMouseUp: () => {
        if (drag) done(brushed(drag, stepMs));
        setDrag(null);
      },
      onMouseLeave: () => setDrag(null),
    },
  };
}
