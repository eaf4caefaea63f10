'use client';
// The list of runs: however many there are, only the rows in sight are in the page. Rows are kept by their place, not by their run:
// when new ones come in nothing moves, the text in place changes.
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RunColumn } from '#app/_ui/run-table/columns.tsx';
import { RunHead } from '#app/_ui/run-table/run-head.tsx';
import { RunRow } from '#app/_ui/run-table/run-row.tsx';
import { useFresh } from '#app/_ui/run-table/use-fresh.ts';
import type { RunSort, RunSummary } from '#lib/contracts/run.ts';

const rowHeight = 29;
/** So many rows before the end, the next page is asked for. */
const ahead = 20;

interface VirtualTableProps {
  runs: readonly RunSummary[];
  columns: readonly RunColumn[];
  sort: RunSort;
  setSort: (sort: RunSort) => void;
  /** The row that keys act on; -1 = none. */
  active: number;
  hasMore: boolean;
  more: () => void;
}

export function VirtualTable({ runs, columns, sort, setSort, active, hasMore, more }: VirtualTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [offset, setOffset] = useState(200);
  const isFresh = useFresh(runs);
  useLayoutEffect(() => {
    const top = body.current?.getBoundingClientRect().top;
    if (top !== undefined) setOffset(Math.round(top + window.scrollY));
  }, []);
  const virtual = useWindowVirtualizer({
    count: runs.length,
    estimateSize: () => rowHeight,
    overscan: 15,
    scrollMargin: offset,
    // the head of the page stays in place over the rows
    scrollPaddingStart: 64,
    scrollPaddingEnd: 40,
    initialRect: { width: 1200, height: 900 },
  });
  const shown = virtual.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const last = shown.at(-1)?.index ?? -1;

  useEffect(() => {
    if (hasMore && last >= runs.length - ahead && runs.length > 0) more();
  }, [hasMore, last, runs.length, more]);
  const activeId = runs[active]?.id;
  useEffect(() => {
    if (active < 0 || !activeId) return;
    virtual.scrollToIndex(active);
    // the row may have to be drawn first
    const frame = requestAnimationFrame(() =>
      document.getElementById(`run-${activeId}`)?.querySelector('a')?.focus({ preventScroll: true }),
    );
    return () => cancelAnimationFrame(frame);
  }, [active, activeId, virtual]);

  const width = columns.reduce((sum, column) => sum + column.width, 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className="overflow-x-auto" tabIndex={0} aria-label="Runs">
      <table
        className="grid-table table-fixed"
        style={{ minWidth: width }}
        aria-rowcount={hasMore ? -1 : runs.length + 1}
      >
        <caption className="sr-only">Runs</caption>
        <colgroup>
          {columns.map(({ key, width: columnWidth }, index) => (
            <col key={key} style={index === columns.length - 1 ? undefined : { width: columnWidth }} />
          ))}
        </colgroup>
        <RunHead columns={columns} sort={sort} setSort={setSort} />
        <tbody ref={body}>
          <Space rows={first} span={columns.length} />
          {shown.map(({ index }) => {
            const run = runs[index];
            return (
              run && (
                <RunRow
                  key={index}
                  id={`run-${run.id}`}
                  run={run}
                  columns={columns}
                  aria-rowindex={index + 2}
                  aria-current={index === active ? 'true' : undefined}
                  className={`${index === active ? 'active' : ''} ${isFresh(run.id) ? 'fresh' : ''}`}
                />
              )
            );
          })}
          <Space rows={Math.max(0, runs.length - 1 - last)} span={columns.length} />
        </tbody>
      </table>
    </section>
  );
}

/** Stands for the rows out of sight. */
function Space({ rows, span }: { rows: number; span: number }) {
  if (rows === 0) return null;
  return (
    <tr>
      <td colSpan={span} style={{ height: rows * rowHeight, padding: 0, border: 0 }} />
    </tr>
  );
}
