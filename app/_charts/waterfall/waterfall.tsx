'use client';
// The tree on its axis: a tree grid with arrow keys; only the rows in sight are in the page.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { visibleRows, type Waterfall as WaterfallData } from './series.ts';
import { TimeRuler } from './time-ruler.tsx';
import { WaterfallLine } from './waterfall-line.tsx';

const rowHeight = 28;
const mostHeight = 23 * rowHeight;

interface WaterfallProps {
  label: string;
  data: WaterfallData;
  selectedId: string | null;
  select: (id: string) => void;
}

export function Waterfall({ label, data, selectedId, select }: WaterfallProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => visibleRows(data.rows, closed), [data.rows, closed]);
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    initialRect: { width: 800, height: mostHeight },
  });
  const selected = rows.findIndex((row) => row.id === selectedId);
  const fold = (id: string, isClosed: boolean) => {
    const next = new Set(closed);
    if (isClosed) next.add(id);
    else next.delete(id);
    setClosed(next);
  };
  const go = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (!row) return;
    select(row.id);
    virtual.scrollToIndex(rows.indexOf(row));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[selected];
    if (event.key === 'ArrowDown') go(selected + 1);
    else if (event.key === 'ArrowUp') go(selected - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(rows.length - 1);
    else if (event.key === 'ArrowLeft' && row) fold(row.id, true);
    else if (event.key === 'ArrowRight' && row) fold(row.id, false);
    else return;
    event.preventDefault();
  };
  return (
    <div className="min-w-0 grow">
      <div className="grid h-7 grid-cols-(--waterfall-columns) border-b border-line" aria-hidden="true">
        <span className="border-r border-line px-3 text-xs leading-7 text-dim">{label}</span>
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
        className="overflow-y-auto"
        style={{ height: Math.min(Math.max(rows.length, 1) * rowHeight, mostHeight) }}
      >
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <WaterfallLine
                key={row.id}
                row={row}
                index={item.index}
                topPx={item.start}
                axis={data}
                isSelected={row.id === selectedId}
                isClosed={closed.has(row.id)}
                select={select}
                fold={fold}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
