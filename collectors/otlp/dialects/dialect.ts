// A dialect knows how one instrumentation speaks of jobs. It is pure: spans in, evidence out, no clock, no I/O.
import type { Evidence, EvidenceKind, Micros, RunFacts, RunNames, SpanRef } from '#lib/domain/evidence.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';

/** The spans that arrived together, for what only a neighbour can tell. Never relied upon: neighbours may come apart. */
export interface Neighbours {
  find(traceId: string, spanId: string): SpanRow | undefined;
}

export interface Dialect {
  name: string;
  /** Instrumentation scopes whose spans are all this dialect's. */
  scopes?: readonly string[];
  /** Values of `messaging.system` by which spans of any scope are this dialect's. */
  systems?: readonly string[];
  /** Whether this dialect reads a span that neither scope nor system tells; the first one that does is the only one. */
  claims?(span: SpanRow): boolean;
  toEvidence(span: SpanRow, observedAt: Micros, neighbours: Neighbours): Evidence[];
}

/** What an instrumentation's span is about. */
export interface Subject {
  system: string;
  queue: string;
  names: RunNames;
  facts: RunFacts;
}

export const refOf = (span: SpanRow): SpanRef => ({ traceId: span.traceId, spanId: span.spanId });

export const parentRefOf = (span: SpanRow): SpanRef | null =>
  span.parentSpanId === null ? null : { traceId: span.traceId, spanId: span.parentSpanId };

export const endOf = (span: SpanRow): Micros => span.startedAt + span.durationUs;

/** Evidence from a span, with what every dialect fills alike. `role` tells the items of one span apart. */
export function evidenceFrom(
  span: SpanRow,
  subject: Subject,
  item: { role: string; kind: EvidenceKind; at: Micros; observedAt: Micros } & Partial<Evidence>,
): Evidence {
  const { role, ...rest } = item;
  return {
    environment: span.resource.environment,
    source: span.resource.service,
    system: subject.system,
    queue: subject.queue,
    names: subject.names,
    id: `${span.spanId}:${role}`,
    atClock: 'worker',
    fidelity: 'reported',
    spanRef: refOf(span),
    facts: subject.facts,
    ...rest,
  };
}

/** The deployed version of the service, where its resource says it. */
export function versionOf(span: SpanRow): string | undefined {
  const version = span.resource.attributes['service.version'];
  return typeof version === 'string' && version !== '' ? version : undefined;
}
