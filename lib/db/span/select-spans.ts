// Spans of given traces, with their details unpacked.
import type { Queryable } from '#lib/db/pool.ts';
import type { SpanDetail } from '#lib/ingest/span-chunk.ts';
import { selectSpanDetails } from './select-span-details.ts';
import { type SpanChoice, type SpanRow, selectSpanRows } from './select-span-rows.ts';

export interface StoredSpan extends Omit<SpanRow, 'chunkId' | 'position'>, SpanDetail {}

/** At most `limit` spans by start. `isCut` = there are more. */
export async function selectSpans(db: Queryable, choice: SpanChoice): Promise<{ spans: StoredSpan[]; isCut: boolean }> {
  const { rows, isCut } = await selectSpanRows(db, choice);
  const details = await selectSpanDetails(db, rows);
  const spans = rows.map(({ chunkId, position, ...row }, index) => ({ ...row, ...(details[index] as SpanDetail) }));
  return { spans, isCut };
}
