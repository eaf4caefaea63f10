// Dragging over a chart: pure. A drag within one step is a click, a longer one is a window of whole steps.
export interface Drag {
  /** Start of the step where the pointer went down, and of the one where it is now, in ms since the epoch. */
  downMs: number;
  nowMs: number;
}

export type Brushed =
  | { kind: 'click'; fromMs: number; toMs: number }
  | { kind: 'window'; fromMs: number; toMs: number };

/** What a drag means once the pointer is up. */
export function brushed({ downMs, nowMs }: Drag, stepMs: number): Brushed {
  const fromMs = Math.min(downMs, nowMs);
  const toMs = Math.max(downMs, nowMs) + stepMs;
  return { kind: downMs === nowMs ? 'click' : 'window', fromMs, toMs };
}
