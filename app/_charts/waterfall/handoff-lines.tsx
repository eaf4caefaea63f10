// From the end in one system to the start in the next, drawn across the rows.
import { memo } from 'react';
import type { Handoff } from '#lib/contracts/journey.ts';
import type { Axis } from './lane.tsx';
import type { WaterfallRow } from './series.ts';

interface HandoffLinesProps {
  handoffs: readonly Handoff[];
  rows: readonly WaterfallRow[];
  axis: Axis;
  rowHeight: number;
}

/** Lies over the lanes; takes no clicks. Hand-offs whose ends are folded away are not drawn. Scrolling draws none of it again. */
export const HandoffLines = memo(function HandoffLines({ handoffs, rows, axis, rowHeight }: HandoffLinesProps) {
  const places = new Map(rows.map((row, index) => [row.id, index]));
  const percent = (at: string) => ((Date.parse(at) - axis.fromMs) / (axis.toMs - axis.fromMs)) * 100;
  const height = rows.length * rowHeight;
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0 grid grid-cols-(--waterfall-columns)">
      <span />
      <span className="relative">
        <svg viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" className="absolute inset-0 h-full w-full">
          <title>Hand-offs</title>
          {handoffs.map(({ from, to, isOverlapping }) => {
            const top = places.get(from.id);
            const bottom = places.get(to.id);
            if (top === undefined || bottom === undefined || isOverlapping) return null;
            const y = (index: number) => index * rowHeight + rowHeight / 2;
            return (
              <path
                key={`${from.id} ${to.id}`}
                d={`M ${percent(from.at)} ${y(top)} V ${y(bottom)} H ${percent(to.at)}`}
                fill="none"
                stroke="var(--wait)"
                strokeWidth="1.5"
                strokeDasharray="3 3"
                vectorEffect="non-scaling-stroke"
              />
            );
          })}
        </svg>
      </span>
    </div>
  );
});
