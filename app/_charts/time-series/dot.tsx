import type { Row } from './series.ts';

interface LoneDotProps {
  lineKey: string;
  colour: string;
  /** The library sets these on the element it is given. */
  cx?: number;
  cy?: number;
  payload?: Row;
}

/** Draws a point that has no neighbour to draw a line to: without it, a lone reading could not be seen. */
export function LoneDot({ lineKey, colour, cx, cy, payload }: LoneDotProps) {
  const isLone = payload?.cells[lineKey]?.isLone;
  if (!isLone || typeof cx !== 'number' || typeof cy !== 'number') return null;
  return <circle cx={cx} cy={cy} r={1.8} fill={colour} />;
}
