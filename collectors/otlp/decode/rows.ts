// The last step of both decoders: from fields as read to a row, with ids checked and odd times marked.
import type { Micros } from '#lib/domain/evidence.ts';
import type { Attributes, AttributeValue, LogRow, ResourceRow, ScopeRow, SpanRow } from '#lib/ingest/span-row.ts';
import type { Decoding } from './decoding.ts';

const zeroTrace = '0'.repeat(32);
const zeroSpan = '0'.repeat(16);
/** How far ahead of our clock a span may start before it is marked. */
const futureToleranceUs = 60_000_000;
/** Spans are sent when they have ended: an end farther ahead than clocks may differ is none. */
const endToleranceUs = 3_600_000_000;

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

/** A row to be filled while reading. */
export function emptySpan(resource: ResourceRow, scope: ScopeRow): SpanRow {
  return {
    traceId: '',
    spanId: '',
    parentSpanId: null,
    name: '',
    kind: 0,
    startedAt: 0,
    durationUs: 0,
    status: 0,
    statusMessage: '',
    attributes: {},
    events: [],
    links: [],
    flags: 0,
    traceState: '',
    dropped: [0, 0, 0],
    cut: null,
    flaws: [],
    scope,
    resource,
  };
}

/**
 * Checks a row as read (ids in lower-case hex of any length, 0 = no time) and completes it, in place. null = it had to be rejected
 * (and was counted).
 */
export function finishSpan(decoding: Decoding, row: SpanRow, endedAt: Micros): SpanRow | null {
  if (!isTraceId(row.traceId)) {
    decoding.reject('bad-trace-id', row.resource, `span ${row.name}: trace id "${row.traceId}"`);
    return null;
  }
  if (!isSpanId(row.spanId)) {
    decoding.reject('bad-span-id', row.resource, `span ${row.name}: span id "${row.spanId}"`);
    return null;
  }
  if (row.startedAt === 0 && endedAt <= 0 && !decoding.isTimeless) {
    decoding.reject('no-time', row.resource, `span ${row.name}: neither start nor end`);
    return null;
  }
  if (row.startedAt === 0) {
    row.flaws.push('no-start');
    row.startedAt = endedAt > 0 ? endedAt : decoding.nowUs;
  }
  if (!decoding.admitTime(row.startedAt, row.resource, `span ${row.name}`)) return null;
  if (endedAt === 0) row.flaws.push('no-end');
  else if (endedAt < row.startedAt) row.flaws.push('end-before-start');
  const isFarEnd = endedAt > decoding.nowUs + endToleranceUs;
  if (isFarEnd) row.flaws.push('end-in-future');
  if (row.startedAt > decoding.nowUs + futureToleranceUs) row.flaws.push('in-future');
  row.durationUs = isFarEnd ? 0 : Math.max(0, endedAt - row.startedAt);
  if (!decoding.isTimeless) forgetFalseTimes(row, decoding.window.to);
  if (row.parentSpanId !== null && !isSpanId(row.parentSpanId)) row.parentSpanId = null;
  if (!(row.kind >= 0 && row.kind <= 5)) row.kind = 0;
  if (!(row.status >= 0 && row.status <= 2)) row.status = 0;
  row.cut = decoding.takeCut();
  return row;
}

/** No job of today was enqueued before 2000. */
const oldestEvent: Micros = 946_684_800_000_000;

/** Times of events that cannot be count as not known: dialects measure waits from them. */
function forgetFalseTimes({ events }: SpanRow, latest: Micros): void {
  for (const event of events) if (event.at > latest || event.at < oldestEvent) event.at = 0;
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

const severityOfText = new Map([
  ['trace', 1],
  ['debug', 5],
  ['info', 9],
  ['warn', 13],
  ['warning', 13],
  ['error', 17],
  ['fatal', 21],
]);

/** The record; null = it had to be rejected (and was counted). */
export function finishLog(decoding: Decoding, draft: LogDraft): LogRow | null {
  const at = draft.at || draft.observedAt || decoding.nowUs;
  if (!decoding.admitTime(at, draft.resource, 'log record')) return null;
  if (draft.eventName !== '') draft.attributes['event.name'] ??= draft.eventName;
  const known = draft.severity > 0 && draft.severity <= 24;
  return {
    at,
    traceId: isTraceId(draft.traceId) ? draft.traceId : null,
    spanId: isSpanId(draft.spanId) ? draft.spanId : null,
    severity: known ? draft.severity : (severityOfText.get(draft.severityText.toLowerCase()) ?? 0),
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
