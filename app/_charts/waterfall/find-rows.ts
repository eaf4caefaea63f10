// Rows that a text finds: by name, place, error, or an attribute's value. Pure.
import type { SpanView } from '#lib/contracts/span-view.ts';
import { isWhole } from './drawn-span.ts';
import { labelOf, type WaterfallRow } from './series.ts';

/** Spans whose attributes came later than what is drawn of them, by id. */
export type WholeSpans = ReadonlyMap<string, SpanView>;

function textOf(row: WaterfallRow, later: WholeSpans): string {
  const { name, place, item } = row;
  const words = [name, place, labelOf(row)];
  const drawn = item.kind === 'span' || item.kind === 'attempt' ? item.span : null;
  const span = drawn && (later.get(drawn.spanId) ?? drawn);
  if (span) words.push(span.spanId, span.statusMessage ?? '');
  if (span && isWhole(span)) words.push(...Object.values(span.attributes).map(String));
  if (item.kind === 'attempt' && item.attempt.error) words.push(item.attempt.error.message);
  return words.join('\n').toLowerCase();
}

/** Ids of the rows that hold the text; none for an empty one. */
export function findRows(rows: readonly WaterfallRow[], text: string, later: WholeSpans = new Map()): Set<string> {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return new Set();
  return new Set(rows.filter((row) => textOf(row, later).includes(wanted)).map((row) => row.id));
}
