// The explicit list of dialects, best first, and the way from spans to evidence.
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { bullmqOtel } from './bullmq-otel/to-evidence.ts';
import { ancestorCorrelation, ownCorrelation } from './correlation.ts';
import type { Dialect, Neighbours } from './dialect.ts';
import { genericMessaging } from './generic-messaging/to-evidence.ts';
import { jobAttributes } from './job-attributes/to-evidence.ts';

const dialects: readonly Dialect[] = [jobAttributes, bullmqOtel, genericMessaging];

/** What spans that arrived together say about runs. Spans that are about no run give nothing. */
export function spansToEvidence(spans: readonly SpanRow[], observedAt: Micros): Evidence[] {
  const neighbours = neighboursOf(spans);
  const evidence: Evidence[] = [];
  for (const span of spans) {
    const dialect = dialects.find((one) => one.claims(span));
    if (!dialect) continue;
    const items = dialect.toEvidence(span, observedAt, neighbours);
    for (const item of items) evidence.push(item);
    const inherited = inheritedCorrelation(span, items, neighbours);
    if (inherited) evidence.push(inherited);
  }
  return evidence;
}

function neighboursOf(spans: readonly SpanRow[]): Neighbours {
  let bySpan: Map<string, SpanRow> | null = null;
  return {
    find(traceId, spanId) {
      bySpan ??= new Map(spans.map((span) => [span.spanId, span]));
      const found = bySpan.get(spanId);
      return found?.traceId === traceId ? found : undefined;
    },
  };
}

/**
 * A correlation that only an ancestor names. It is an item of its own, named after the ancestor: whether the ancestor was at
 * hand depends on how spans were batched, and one id must never mean two things.
 */
function inheritedCorrelation(span: SpanRow, items: readonly Evidence[], neighbours: Neighbours): Evidence | null {
  const first = items.find((item) => item.spanRef?.spanId === span.spanId && item.facts);
  if (!first || ownCorrelation(span)) return null;
  const found = ancestorCorrelation(span, neighbours);
  if (!found) return null;
  const { environment, source, system, queue, names, at, atClock, observedAt, spanRef } = first;
  const id = `${found.from.spanId}:correlation:${span.spanId}`;
  const facts = { correlation: found.correlation };
  return {
    environment,
    source,
    system,
    queue,
    names,
    id,
    kind: 'facts',
    at,
    atClock,
    observedAt,
    fidelity: 'derived',
    spanRef,
    facts,
  };
}
