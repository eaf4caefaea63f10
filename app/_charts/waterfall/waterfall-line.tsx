// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by a virtualiser, which table rows do not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the tree grid around it holds the focus and names the active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the tree grid around it takes the keys
'use client';
import { memo } from 'react';
import { Mark } from '#app/_ui/status.tsx';
import type { Stretch } from './critical-path.ts';
import { type Axis, Lane } from './lane.tsx';
import type { WaterfallRow } from './series.ts';

interface WaterfallLineProps {
  row: WaterfallRow;
  index: number;
  topPx: number;
  axis: Axis;
  /** Its stretches on the critical path. */
  path: readonly Stretch[];
  isSelected: boolean;
  isClosed: boolean;
  isFound: boolean;
  select: (id: string) => void;
  fold: (id: string, isClosed: boolean) => void;
}

const stateWord = ({ item }: WaterfallRow): string => {
  if (item.kind === 'run') return item.subject.run.state;
  if (item.kind === 'attempt') return item.attempt.state;
  return item.kind === 'span' && item.span.status === 'error' ? 'failed' : '';
};

/** Drawn once while it stays the same: a turn of the wheel draws the rows that come into sight, and no other. */
export const WaterfallLine = memo(function WaterfallLine(props: WaterfallLineProps) {
  const state = stateWord(props.row);
  const { row, index, topPx, axis, path, isSelected, isClosed, isFound, select, fold } = props;
  return (
    <div
      role="row"
      id={`row-${row.id}`}
      aria-level={row.depth + 1}
      aria-rowindex={index + 1}
      aria-selected={isSelected}
      aria-expanded={row.childCount > 0 ? !isClosed : undefined}
      className={`absolute inset-x-0 grid h-7 cursor-default grid-cols-(--waterfall-columns) border-b border-line hover:bg-soft ${isSelected ? 'bg-soft' : ''}`}
      style={{ top: topPx }}
      onClick={() => select(row.id)}
    >
      <span
        role="gridcell"
        className="flex items-center gap-1.5 overflow-hidden border-r border-line pr-2 whitespace-nowrap"
        style={{ paddingLeft: 8 + Math.min(row.depth, 12) * 14 }}
      >
        {row.childCount > 0 ? (
          <button
            type="button"
            tabIndex={-1}
            aria-label={isClosed ? 'Unfold' : 'Fold'}
            className="w-3 text-[9px] leading-5 text-dim"
            onClick={(event) => {
              event.stopPropagation();
              fold(row.id, !isClosed);
            }}
          >
            {isClosed ? '▸' : '▾'}
          </button>
        ) : (
          <span className="w-3" />
        )}
        <Mark tone={row.tone} />
        <span
          className={`truncate ${isFound ? 'bg-[color-mix(in_srgb,var(--accent)_22%,transparent)]' : ''}`}
          title={row.name}
        >
          {row.name}
        </span>
        {state && <span className="sr-only">{state}</span>}
        {row.place && <span className="ml-1 truncate text-xs text-dim max-md:hidden">{row.place}</span>}
      </span>
      <span role="gridcell" className="min-w-0">
        <Lane row={row} axis={axis} path={path} />
      </span>
    </div>
  );
});
