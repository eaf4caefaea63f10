// What a waterfall draws of a span: all of it as the API tells it, or what an outline tells. Pure.
import type { SpanColumns } from '#lib/contracts/run-outline.ts';
import type { SpanView } from '#lib/contracts/span-view.ts';

type Drawn = 'traceId' | 'spanId' | 'parentSpanId' | 'name' | 'service' | 'status' | 'statusMessage' | 'durationMs';

/** `startMs`: since the epoch. */
export type OutlinedSpan = Pick<SpanView, Drawn> & { startMs: number };
export type DrawnSpan = SpanView | OutlinedSpan;

/** Whether its attributes, events and links are known. */
export const isWhole = (span: DrawnSpan): span is SpanView => 'attributes' in span;

export const startOf = (span: DrawnSpan): number => ('startMs' in span ? span.startMs : Date.parse(span.startedAt));

const idLength = 16;

/** The spans of an outline, one by one. */
export function outlinedSpans({ ids, words, ...columns }: SpanColumns): OutlinedSpan[] {
  const fromMs = Date.parse(columns.from);
  const spanId = (place: number): string => ids.slice(place * idLength, (place + 1) * idLength);
  const word = (place: number | undefined): string => words[place ?? -1] ?? '';
  const spans = columns.parent.map(
    (parent, index): OutlinedSpan => ({
      traceId: word(columns.trace[index]),
      spanId: spanId(index),
      parentSpanId: parent < 0 ? null : spanId(parent),
      name: word(columns.name[index]),
      service: word(columns.service[index]),
      status: 'unset',
      statusMessage: null,
      durationMs: columns.durationMs[index] ?? 0,
      startMs: fromMs + (columns.startMs[index] ?? 0),
    }),
  );
  for (const [index, parentSpanId] of columns.foreign) Object.assign(spans[index] ?? {}, { parentSpanId });
  for (const [index, statusMessage] of columns.failed) {
    Object.assign(spans[index] ?? {}, { status: 'error', statusMessage });
  }
  return spans;
}
