// The last step of both decoders: from fields as read to a row, with ids checked and odd times marked.
import type { Micros } from '#lib/domain/evidence.ts';
import type {
  Attributes,
  AttributeValue,
  LogRow,
  ResourceRow,
  ScopeRow,
  SpanFlaw,
  SpanRow,
} from '#lib/ingest/span-row.ts';
import type { Decoding } from './decoding.ts';

const zeroTrace = '0'.repeat(32);
const zeroSpan = '0'.repeat(16);
/** How far ahead of our clock a span may start before it is marked. */
const futureToleranceUs = 60_000_000;

export const isTraceId = (id: string): boolean => id.length === 32 && id !== zeroTrace;
export const isSpanId = (id: string): boolean => id.length === 16 && id !== zeroSpan;

export function emptyResource(): ResourceRow {
  return { attributes: {}, service: 'unknown_service', environment: 'production' };
}

export function emptyScope(): ScopeRow {
  return { name: '', version: '' };
}

/** Sets an own property whatever the key is called. */
export function setAttribute(attributes: Attributes, key: string, value: AttributeValue): void {
  if (key === '__proto__')
    Object.defineProperty(attributes, key, { value, enumerable: true, writable: true, configurable: true });
  else attributes[key] = value;
}

/** A double as JSON can hold it: NaN and the infinities as words. */
export const finiteOrWord = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

/** Fills the words that the rest of the product knows a resource by. */
export function nameResource(resource: ResourceRow): void {
  const { attributes } = resource;
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  resource.service = text(attributes['service.name']) ?? 'unknown_service';
  resource.environment =
    text(attributes['deployment.environment.name']) ?? text(attributes['deployment.environment']) ?? 'production';
}

/** A span as read, before checks; times in microseconds, 0 = absent; ids in lower-case hex of any length. */
export interface SpanDraft extends Omit<SpanRow, 'parentSpanId' | 'durationUs' | 'cut' | 'flaws'> {
  parentSpanId: string;
  endedAt: Micros;
}

/** The finished row, or null when the span had to be rejected (and was counted). */
export function finishSpan(decoding: Decoding, draft: SpanDraft): SpanRow | null {
  if (!isTraceId(draft.traceId)) {
    decoding.reject('bad-trace-id', draft.resource, `span ${draft.name}: trace id "${draft.traceId}"`);
    return null;
  }
  if (!isSpanId(draft.spanId)) {
    decoding.reject('bad-span-id', draft.resource, `span ${draft.name}: span id "${draft.spanId}"`);
    return null;
  }
  const flaws: SpanFlaw[] = [];
  let { startedAt } = draft;
  if (startedAt === 0) {
    flaws.push('no-start');
    startedAt = draft.endedAt || decoding.nowUs;
  }
  if (draft.endedAt === 0) flaws.push('no-end');
  else if (draft.endedAt < startedAt) flaws.push('end-before-start');
  if (startedAt > decoding.nowUs + futureToleranceUs) flaws.push('in-future');
  return {
    traceId: draft.traceId,
    spanId: draft.spanId,
    parentSpanId: isSpanId(draft.parentSpanId) ? draft.parentSpanId : null,
    name: draft.name,
    kind: draft.kind >= 0 && draft.kind <= 5 ? draft.kind : 0,
    startedAt,
    durationUs: Math.max(0, draft.endedAt - startedAt),
    status: draft.status >= 0 && draft.status <= 2 ? draft.status : 0,
    statusMessage: draft.statusMessage,
    attributes: draft.attributes,
    events: draft.events,
    links: draft.links,
    flags: draft.flags,
    traceState: draft.traceState,
    dropped: draft.dropped,
    cut: decoding.takeCut(),
    flaws,
    scope: draft.scope,
    resource: draft.resource,
  };
}

/** A log record as read; `at` and `observedAt` in microseconds, 0 = absent. */
export interface LogDraft {
  at: Micros;
  observedAt: Micros;
  traceId: string;
  spanId: string;
  severity: number;
  severityText: string;
  eventName: string;
  body: AttributeValue;
  attributes: Attributes;
  scope: ScopeRow;
  resource: ResourceRow;
}

const severityOfText: Record<string, number> = {
  trace: 1,
  debug: 5,
  info: 9,
  warn: 13,
  warning: 13,
  error: 17,
  fatal: 21,
};

export function finishLog(decoding: Decoding, draft: LogDraft): LogRow {
  if (draft.eventName !== '') draft.attributes['event.name'] ??= draft.eventName;
  const known = draft.severity > 0 && draft.severity <= 24;
  return {
    at: draft.at || draft.observedAt || decoding.nowUs,
    traceId: isTraceId(draft.traceId) ? draft.traceId : null,
    spanId: isSpanId(draft.spanId) ? draft.spanId : null,
    severity: known ? draft.severity : (severityOfText[draft.severityText.toLowerCase()] ?? 0),
    body: bodyText(draft.body),
    attributes: draft.attributes,
    cut: decoding.takeCut(),
    scope: draft.scope,
    resource: draft.resource,
  };
}

function bodyText(body: AttributeValue): string {
  if (typeof body === 'string') return body;
  return body === null ? '' : JSON.stringify(body);
}
