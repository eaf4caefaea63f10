// What the rows of a request must be, from protobufjs' decoding of it: the oracle of the differential tests. Slow, without limits,
// and sharing nothing with the decoders but the shape of a row. For tests only.
import type { Attributes, AttributeValue, LogRow, ResourceRow, SpanFlaw, SpanRow } from '#lib/ingest/span-row.ts';
import { LogsRequest, TracesRequest } from './otlp-oracle.ts';

interface AnyValue {
  value?: string;
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string;
  doubleValue?: number;
  arrayValue?: { values?: AnyValue[] };
  kvlistValue?: { values?: KeyValue[] };
  bytesValue?: string;
}
interface KeyValue {
  key?: string;
  value?: AnyValue;
}
type Message = Record<string, unknown> & { attributes?: KeyValue[] };
interface Group {
  resource?: Message;
  scopeSpans?: { scope?: Record<string, string>; spans?: Message[] }[];
  scopeLogs?: { scope?: Record<string, string>; logRecords?: Message[] }[];
}

const asObject = { longs: String, bytes: String, oneofs: true } as const;
const text = (value: unknown): string => String(value ?? '').replaceAll('\0', '\ufffd');
const hex = (base64: unknown): string => Buffer.from(String(base64 ?? ''), 'base64').toString('hex');
const count = (value: unknown): number => Number(value ?? 0);
const isId = (id: string, length: number): boolean => id.length === length && /[^0]/.test(id);

function micros(nanos: unknown): number {
  const exact = BigInt(String(nanos ?? '0')) / 1000n;
  return exact > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(exact);
}

function plain(any: AnyValue | undefined): AttributeValue {
  switch (any?.value) {
    case 'stringValue':
      return text(any.stringValue);
    case 'boolValue':
      return any.boolValue === true;
    case 'intValue': {
      const digits = String(any.intValue);
      return BigInt(Number(digits)) === BigInt(digits) && Math.abs(Number(digits)) <= 2 ** 53 && digits !== `${2 ** 53}`
        ? Number(digits)
        : digits;
    }
    case 'doubleValue':
      return Number.isFinite(any.doubleValue) ? Number(any.doubleValue) : String(any.doubleValue);
    case 'arrayValue':
      return (any.arrayValue?.values ?? []).map(plain);
    case 'kvlistValue':
      return attributesOf(any.kvlistValue?.values);
    case 'bytesValue':
      return { $bytes: String(any.bytesValue) };
    default:
      return null;
  }
}

const attributesOf = (list: KeyValue[] = []): Attributes =>
  Object.fromEntries(list.map(({ key, value }) => [text(key), plain(value)]));

function resourceOf(group: Group): ResourceRow {
  const attributes = attributesOf(group.resource?.attributes);
  const word = (key: string) => (typeof attributes[key] === 'string' ? attributes[key] : '');
  return {
    attributes,
    service: word('service.name') || 'unknown_service',
    environment: word('deployment.environment.name') || word('deployment.environment') || 'production',
  };
}

/** Spans as rows, and how many were to be rejected. Throws protobufjs' error when it cannot decode. */
export function spansByOracle(bytes: Buffer, nowUs: number): { spans: SpanRow[]; rejected: number } {
  const message = TracesRequest.toObject(TracesRequest.decode(bytes), asObject) as { resourceSpans?: Group[] };
  const all = (message.resourceSpans ?? []).flatMap((group) => {
    const resource = resourceOf(group);
    return (group.scopeSpans ?? []).flatMap(({ scope, spans }) =>
      (spans ?? []).map((span) => spanRow(span, scopeOf(scope), resource, nowUs)),
    );
  });
  const spans = all.filter((row) => isId(row.traceId, 32) && isId(row.spanId, 16));
  return { spans, rejected: all.length - spans.length };
}

const scopeOf = (scope: Record<string, string> | undefined) => ({
  name: text(scope?.name),
  version: text(scope?.version),
});

function spanRow(span: Message, scope: SpanRow['scope'], resource: ResourceRow, nowUs: number): SpanRow {
  const [sentStart, end] = [micros(span.startTimeUnixNano), micros(span.endTimeUnixNano)];
  const startedAt = sentStart || end || nowUs;
  const flaws: SpanFlaw[] = sentStart === 0 ? ['no-start'] : [];
  if (end === 0) flaws.push('no-end');
  else if (end < startedAt) flaws.push('end-before-start');
  const isFarEnd = end > nowUs + 3_600_000_000;
  if (isFarEnd) flaws.push('end-in-future');
  if (startedAt > nowUs + 60_000_000) flaws.push('in-future');
  const parent = hex(span.parentSpanId);
  const status = (span.status ?? {}) as Message;
  const links = ((span.links ?? []) as Message[]).map((link) => ({
    traceId: hex(link.traceId),
    spanId: hex(link.spanId),
    attributes: attributesOf(link.attributes),
    flags: count(link.flags),
  }));
  const kept = links.filter((link) => isId(link.traceId, 32) && isId(link.spanId, 16));
  const lost = links.length - kept.length;
  return {
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: isId(parent, 16) ? parent : null,
    name: text(span.name),
    kind: count(span.kind) >= 0 && count(span.kind) <= 5 ? count(span.kind) : 0,
    startedAt,
    durationUs: isFarEnd ? 0 : Math.max(0, end - startedAt),
    status: count(status.code) >= 0 && count(status.code) <= 2 ? count(status.code) : 0,
    statusMessage: text(status.message),
    attributes: attributesOf(span.attributes),
    events: ((span.events ?? []) as Message[]).map((event) => ({
      at: micros(event.timeUnixNano),
      name: text(event.name),
      attributes: attributesOf(event.attributes),
    })),
    links: kept,
    flags: count(span.flags),
    traceState: text(span.traceState),
    dropped: [count(span.droppedAttributesCount), count(span.droppedEventsCount), count(span.droppedLinksCount)],
    cut: lost > 0 ? { attributes: 0, events: 0, links: lost, values: 0, depth: 0, replaced: 0 } : null,
    flaws,
    scope,
    resource,
  };
}

const severityWords: [RegExp, number][] = [
  [/^trace$/i, 1],
  [/^debug$/i, 5],
  [/^info$/i, 9],
  [/^warn(ing)?$/i, 13],
  [/^error$/i, 17],
  [/^fatal$/i, 21],
];

/** Log records as rows. Throws protobufjs' error when it cannot decode. */
export function logsByOracle(bytes: Buffer, nowUs: number): LogRow[] {
  const message = LogsRequest.toObject(LogsRequest.decode(bytes), asObject) as { resourceLogs?: Group[] };
  return (message.resourceLogs ?? []).flatMap((group) => {
    const resource = resourceOf(group);
    return (group.scopeLogs ?? []).flatMap(({ scope, logRecords }) =>
      (logRecords ?? []).map((record): LogRow => {
        const body = plain(record.body as AnyValue | undefined);
        const attributes = attributesOf(record.attributes);
        if (text(record.eventName) !== '') attributes['event.name'] ??= text(record.eventName);
        const [traceId, spanId] = [hex(record.traceId), hex(record.spanId)];
        const sent = count(record.severityNumber);
        const worded = severityWords.find(([word]) => word.test(text(record.severityText)))?.[1] ?? 0;
        return {
          at: micros(record.timeUnixNano) || micros(record.observedTimeUnixNano) || nowUs,
          traceId: isId(traceId, 32) ? traceId : null,
          spanId: isId(spanId, 16) ? spanId : null,
          severity: sent > 0 && sent <= 24 ? sent : worded,
          body: typeof body === 'string' ? body : body === null ? '' : JSON.stringify(body),
          attributes,
          cut: null,
          scope: scopeOf(scope),
          resource,
        };
      }),
    );
  });
}
