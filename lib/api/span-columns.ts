// From rows of spans to the columns of the contract. Pure.
import type { SpanColumns } from '#lib/contracts/run-outline.ts';
import { spanStatuses } from '#lib/contracts/span-view.ts';
import type { SpanRow } from '#lib/db/span/select-span-rows.ts';
import { isoOfUs } from './span-views.ts';

type ColumnRow = Pick<
  SpanRow,
  'traceId' | 'spanId' | 'parentSpanId' | 'name' | 'service' | 'status' | 'startedAt' | 'durationUs'
>;

export const hasFailed = ({ status }: Pick<SpanRow, 'status'>): boolean => spanStatuses[status] === 'error';

/** `rows` by start; `messageOf`: what those that failed said. */
export function spanColumnsOf<Row extends ColumnRow>(
  rows: readonly Row[],
  messageOf: (row: Row) => string | null,
): SpanColumns {
  const places = new Map(rows.map((row, index) => [row.spanId, index]));
  const words = new Map<string, number>();
  const word = (text: string): number => {
    const known = words.get(text);
    if (known !== undefined) return known;
    words.set(text, words.size);
    return words.size - 1;
  };
  const fromMs = Math.trunc((rows[0]?.startedAt ?? 0) / 1000);
  const columns: Omit<SpanColumns, 'words'> = {
    ids: rows.map((row) => row.spanId).join(''),
    parent: [],
    foreign: [],
    trace: [],
    name: [],
    service: [],
    startMs: [],
    from: isoOfUs(fromMs * 1000),
    durationMs: [],
    failed: [],
  };
  for (const [index, row] of rows.entries()) {
    const parent = row.parentSpanId === null ? -1 : (places.get(row.parentSpanId) ?? -1);
    columns.parent.push(parent);
    if (parent < 0 && row.parentSpanId !== null) columns.foreign.push([index, row.parentSpanId]);
    columns.trace.push(word(row.traceId));
    columns.name.push(word(row.name));
    columns.service.push(word(row.service));
    columns.startMs.push(Math.trunc(row.startedAt / 1000) - fromMs);
    columns.durationMs.push(row.durationUs / 1000);
    if (hasFailed(row)) columns.failed.push([index, messageOf(row) || null]);
  }
  return { ...columns, words: [...words.keys()] };
}
