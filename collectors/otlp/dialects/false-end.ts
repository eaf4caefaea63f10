// Spans whose end cannot be true: sent without one, before their start, or in a far future.
import type { Evidence } from '#lib/domain/evidence.ts';
import type { SpanFlaw, SpanRow } from '#lib/ingest/span-row.ts';

const falseEnds: readonly SpanFlaw[] = ['no-end', 'end-before-start', 'end-in-future'];

const hasFalseEnd = (span: Pick<SpanRow, 'flaws'>): boolean => span.flaws.some((flaw) => falseEnds.includes(flaw));

/**
 * How an attempt ended is known, when it did is not: its end becomes an item of its own that measures nothing, so that no duration is made
 * of it and no percentile moves. Other items stay as they are. Pure.
 */
export function withoutFalseEnd(span: Pick<SpanRow, 'flaws'>, items: readonly Evidence[]): readonly Evidence[] {
  if (!hasFalseEnd(span)) return items;
  return items.flatMap((item): Evidence[] => {
    if (item.kind !== 'attempt' || item.endAt === undefined) return [item];
    const { endAt: _, outcome, isFinal, error, facts, edges, ...common } = item;
    const start: Evidence = { ...common, kind: 'started' };
    if (facts) start.facts = facts;
    if (edges) start.edges = edges;
    const end: Evidence = { ...common, id: `${item.id}:end`, kind: 'ended', fidelity: 'inferred' };
    if (outcome !== undefined) end.outcome = outcome;
    if (isFinal !== undefined) end.isFinal = isFinal;
    if (error) end.error = error;
    return [start, end];
  });
}
