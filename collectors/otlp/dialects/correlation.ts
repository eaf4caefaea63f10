// Which correlation ID a span carries, and how sure that is. Ranks: 1 set on purpose as an
// attribute, 2 in baggage, 3 conversation id, 4 header of the request that led here, 6 the trace.
import type { RunFacts } from '#lib/domain/evidence.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { spanKind } from '#lib/ingest/span-row.ts';
import { ATTR_JOB_CORRELATION_ID, CORRELATION_HEADERS, CORRELATION_KEY } from '#otel/semconv.ts';
import { firstTextOf, textOf } from './attribute.ts';
import type { Neighbours } from './dialect.ts';

export type Correlation = NonNullable<RunFacts['correlation']>;

const keys = [CORRELATION_KEY, 'correlation_id', 'app.correlation_id'];
const onPurpose = [ATTR_JOB_CORRELATION_ID, ...keys];
const inBaggage = keys.map((key) => `baggage.${key}`);
/** Attributes that hold a whole `baggage` header. */
const baggageAttributes = ['messaging.bullmq.job.opts.baggage'];
const maxLength = 256;
/** Steps from a span towards its root when looking for the request that led to it. */
const maxHops = 32;

/** What the span itself says, ranks 1 to 3; undefined = nothing. */
export function ownCorrelation(span: SpanRow): Correlation | undefined {
  const { attributes } = span;
  for (const key of onPurpose) {
    const id = textOf(attributes, key);
    if (id !== undefined) return named(id, 1, key);
  }
  for (const key of inBaggage) {
    const id = textOf(attributes, key);
    if (id !== undefined) return named(id, 2, key);
  }
  for (const attribute of baggageAttributes) {
    const header = textOf(attributes, attribute);
    const id = header === undefined ? undefined : idInBaggage(header);
    if (id) return named(id, 2, attribute);
  }
  return conversation(span);
}

/** Celery's conversation id is the task's id, and a reply queue's is the question's: neither is the caller's. */
function conversation(span: SpanRow): Correlation | undefined {
  const key = 'messaging.message.conversation_id';
  const id = textOf(span.attributes, key, 'messaging.conversation_id');
  if (id === undefined) return undefined;
  const message = textOf(span.attributes, 'messaging.message.id', 'messaging.message_id');
  const destination = textOf(span.attributes, 'messaging.destination.name', 'messaging.destination') ?? '';
  const isReply = /(^|[._-])(reply|replies|reply-to|amq\.gen)/i.test(destination);
  return id !== message && !isReply ? named(id, 3, key) : undefined;
}

function idInBaggage(header: string): string | undefined {
  for (const member of header.split(',')) {
    const [key, value] = (member.split(';', 1)[0] ?? '').split('=', 2);
    if (!key || !value || !keys.includes(key.trim())) continue;
    try {
      return decodeURIComponent(value.trim());
    } catch {
      return value.trim();
    }
  }
  return undefined;
}

/**
 * The nearest ancestor among the neighbours that names a correlation: ranks 1 to 3 as on the span itself, rank 4 on a
 * request's SERVER span. `from` is that ancestor, so that the evidence's id can say so.
 */
export function ancestorCorrelation(
  span: SpanRow,
  neighbours: Neighbours,
): { correlation: Correlation; from: SpanRow } | undefined {
  let at: SpanRow | undefined = span;
  for (let hop = 0; hop < maxHops && at?.parentSpanId; hop++) {
    at = neighbours.find(at.traceId, at.parentSpanId);
    if (!at) return undefined;
    const correlation = ownCorrelation(at) ?? requestCorrelation(at);
    if (correlation) return { correlation, from: at };
  }
  return undefined;
}

function requestCorrelation(span: SpanRow): Correlation | undefined {
  if (span.kind !== spanKind.server) return undefined;
  for (const header of CORRELATION_HEADERS) {
    const key = `http.request.header.${header}`;
    const id = firstTextOf(span.attributes, key);
    if (id) return named(id, 4, key);
  }
  return undefined;
}

/** Rank 6: the trace the work comes from, that of the first link where there is one. */
export function traceCorrelation(span: SpanRow): Correlation {
  return { id: span.links[0]?.traceId ?? span.traceId, rank: 6, via: 'trace' };
}

const named = (id: string, rank: number, via: string): Correlation => ({ id: id.slice(0, maxLength), rank, via });

/** What goes into a run's facts from one span: ranks 1 to 3, else its trace. */
export function correlationOf(span: SpanRow): Correlation {
  return ownCorrelation(span) ?? traceCorrelation(span);
}
