import type { DotItemDotProps } from 'recharts';
import type { Row } from './series.ts';

/** Draws a point that has no neighbour to draw a line to: without it, a lone reading could not be seen. */
export function loneDot(key: string, colour: string) {
  return function LoneDot({ cx, cy, payload, index }: DotItemDotProps) {
    const isLone = (payload as Row | undefined)?.cells[key]?.isLone;
    if (!isLone || cx === undefined || cy === undefined) return <g key={index} />;
    return <circle key={index} cx={cx} cy={cy} r={1.8} fill={colour} />;
  };
}
