// Rows that a text finds: by name, place, error, or an attribute's value. Pure.
import type { WaterfallRow } from './series.ts';

function textOf({ name, place, label, item }: WaterfallRow): string {
  const words = [name, place, label];
  const span = item.kind === 'span' ? item.span : item.kind === 'attempt' ? item.span : null;
  if (span) words.push(span.spanId, span.statusMessage ?? '', ...Object.values(span.attributes).map(String));
  if (item.kind === 'attempt' && item.attempt.error) words.push(item.attempt.error.message);
  return words.join('\n').toLowerCase();
}

/** Ids of the rows that hold the text; none for an empty one. */
export function findRows(rows: readonly WaterfallRow[], text: string): Set<string> {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return new Set();
  return new Set(rows.filter((row) => textOf(row).includes(wanted)).map((row) => row.id));
}
