'use client';
// The tree on its axis: a tree grid with arrow keys; only the rows in sight are in the page.
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Handoff } from '#lib/contracts/journey.ts';
import type { CriticalPath, Stretch } from './critical-path.ts';
import type { WholeSpans } from './find-rows.ts';
import { HandoffLines } from './handoff-lines.tsx';
import { visibleRows, type Waterfall as WaterfallData } from './series.ts';
import { TimeRuler } from './time-ruler.tsx';
import { useRowsInSight } from './use-rows-in-sight.ts';
import { WaterfallLine } from './waterfall-line.tsx';
import { WaterfallTools } from './waterfall-tools.tsx';

const rowHeight = 28;
const mostHeight = 23 * rowHeight;
const nowhere: readonly Stretch[] = [];

interface WaterfallProps {
  label: string;
  data: WaterfallData;
  path?: CriticalPath['stretches'];
  /** Drawn across the rows. */
  handoffs?: readonly Handoff[];
  selectedId: string | null;
  /** The same function as long as it does the same: rows in sight are not drawn again for it. */
  select: (id: string) => void;
  /** Spans of `data` of which more became known. */
  later?: WholeSpans;
  onFind?: () => void;
  isReading?: boolean;
}

export function Waterfall({ label, data, path, handoffs, selectedId, select, ...finding }: WaterfallProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [found, setFound] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => visibleRows(data.rows, closed), [data.rows, closed]);
  const box = useRef<HTMLDivElement>(null);
  const height = Math.min(Math.max(rows.length, 1) * rowHeight, mostHeight);
  const { from, to, show } = useRowsInSight(box, { count: rows.length, rowHeight, height });
  const selected = rows.findIndex((row) => row.id === selectedId);
  const fold = useCallback((id: string, isClosed: boolean) => {
    setClosed((before) => {
      const next = new Set(before);
      if (isClosed) next.add(id);
      else next.delete(id);
      return next;
    });
  }, []);
  const go = (index: number) => {
    const place = Math.max(0, Math.min(rows.length - 1, index));
    const row = rows[place];
    if (!row) return;
    select(row.id);
    show(place);
  };
  // A link may name a row far below: it is brought into sight once.
  const first = useRef(selected);
  useEffect(() => {
    if (first.current > 0) show(first.current);
    first.current = 0;
  }, [show]);
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[selected];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowDown') go(selected + 1);
    else if (event.key === 'ArrowUp') go(selected - 1);
    else if (event.key === 'PageDown') go(selected + 20);
    else if (event.key === 'PageUp') go(selected - 20);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(rows.length - 1);
    else if (event.key === 'ArrowLeft' && row) fold(row.id, true);
    else if (event.key === 'ArrowRight' && row) fold(row.id, false);
    else return;
    event.preventDefault();
  };
  return (
    <div className="min-w-0 grow">
      <WaterfallTools
        data={data}
        {...finding}
        setFound={setFound}
        foldAll={() =>
          setClosed(new Set(data.rows.filter((row) => row.depth > 0 && row.childCount > 0).map((row) => row.id)))
        }
        unfoldAll={() => setClosed(new Set())}
        show={(id) => {
          // at once: a row that is folded away is at no place to be scrolled to
          if (closed.size > 0) flushSync(() => setClosed(new Set()));
          select(id);
          show(data.rows.findIndex((row) => row.id === id));
        }}
      />
      <div className="grid h-7 grid-cols-(--waterfall-columns) border-b border-line" aria-hidden="true">
        <span className="truncate border-r border-line px-3 text-xs leading-7 text-dim">{label}</span>
        <TimeRuler lengthMs={data.toMs - data.fromMs} />
      </div>
      <div
        ref={box}
        role="treegrid"
        aria-label={`${label}. Arrow keys move and fold.`}
        aria-rowcount={rows.length}
        aria-activedescendant={selected >= 0 ? `row-${rows[selected]?.id}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        className="overflow-y-auto contain-strict"
        style={{ height }}
      >
        <div role="presentation" className="relative" style={{ height: rows.length * rowHeight }}>
          {handoffs && <HandoffLines handoffs={handoffs} rows={rows} axis={data} rowHeight={rowHeight} />}
          {rows.slice(from, to).map((row, place) => (
            <WaterfallLine
              key={row.id}
              row={row}
              index={from + place}
              topPx={(from + place) * rowHeight}
              axis={data}
              path={path?.get(row.id) ?? nowhere}
              isSelected={row.id === selectedId}
              isClosed={closed.has(row.id)}
              isFound={found.has(row.id)}
              select={select}
              fold={fold}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
