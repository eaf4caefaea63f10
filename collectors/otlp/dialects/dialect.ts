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

/** Facts of a subject that an item says nothing of: another item of the same span does. */
export const noFacts: RunFacts = Object.freeze({});

/** What an item says for itself. null = nothing, where it would else be taken from the span. */
export interface Told extends Partial<Omit<Evidence, keyof Subject | 'environment' | 'source' | 'spanRef' | 'worker'>> {
  spanRef?: SpanRef | null;
  worker?: string | null;
}

/**
 * Evidence from a span, with what every dialect fills alike. `role` tells the items of one span apart. All parts are written out, in one
 * order, also where they are undefined: whatever reads evidence then meets one kind of object.
 */
export function evidenceFrom(
  span: SpanRow,
  subject: Subject,
  item: { role: string; kind: EvidenceKind; at: Micros; observedAt: Micros } & Told,
): Evidence {
  const { spanRef, edges } = item;
  return {
    environment: span.resource.environment,
    source: span.resource.service,
    system: subject.system,
    queue: subject.queue,
    names: subject.names,
    id: item.id ?? `${span.spanId}:${item.role}`,
    kind: item.kind,
    at: item.at,
    atClock: item.atClock ?? 'worker',
    observedAt: item.observedAt,
    fidelity: item.fidelity ?? 'reported',
    endAt: item.endAt,
    attempt: item.attempt,
    outcome: item.outcome,
    isFinal: item.isFinal,
    spanRef: spanRef === undefined ? refOf(span) : (spanRef ?? undefined),
    worker: item.worker ?? undefined,
    error: item.error,
    facts: subject.facts === noFacts ? undefined : subject.facts,
    edges: edges?.length === 0 ? undefined : edges,
  };
}

/** The deployed version of the service, where its resource says it. */
export function versionOf(span: SpanRow): string | undefined {
  const version = span.resource.attributes['service.version'];
  return typeof version === 'string' && version !== '' ? version : undefined;
}
