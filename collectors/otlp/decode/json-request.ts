// OTLP/JSON requests for traces and logs, into the same rows as the protobuf decoder.
import { isUtf8 } from 'node:buffer';
import { AppError } from '#lib/errors.ts';
import type { LogRow, ResourceRow, ScopeRow, SpanEventRow, SpanLinkRow, SpanRow } from '#lib/ingest/span-row.ts';
import type { DecodedLogs, DecodedTraces, Decoding } from './decoding.ts';
import {
  asObject,
  envelopesAt,
  hexAt,
  integerAt,
  type Json,
  listAt,
  microsAt,
  objectAt,
  parseJson,
  textAt,
} from './json-field.ts';
import { readAnyValue, readAttributes } from './json-value.ts';
import {
  emptyResource,
  emptyScope,
  emptySpan,
  finishLog,
  finishSpan,
  isSpanId,
  isTraceId,
  nameResource,
} from './rows.ts';

type ReadRecord<Row> = (record: Json, decoding: Decoding, resource: ResourceRow, scope: ScopeRow) => Row | null;

/** Decodes one request; throws AppError: invalid_input (not JSON of this shape), too_large (too many objects in it). */
export function decodeTracesJson(body: Buffer, decoding: Decoding): DecodedTraces {
  const spans = readRequest(body, decoding, ['resourceSpans', 'scopeSpans', 'spans'], readSpan);
  return { spans, rejections: decoding.rejections };
}

/** Decodes one request; throws AppError: invalid_input (not JSON of this shape), too_large (too many objects in it). */
export function decodeLogsJson(body: Buffer, decoding: Decoding): DecodedLogs {
  const logs = readRequest(body, decoding, ['resourceLogs', 'scopeLogs', 'logRecords'], readLog);
  return { logs, rejections: decoding.rejections };
}

function parse(body: Buffer, decoding: Decoding): Json {
  const { containers } = decoding.limits;
  // Each takes three bytes at least, with the comma.
  if (body.length > containers * 3 && countContainers(body) > containers) {
    throw new AppError('too_large', `the body has more than ${containers} objects and lists`);
  }
  decoding.isBrokenText = !isUtf8(body);
  try {
    return asObject(parseJson(body.toString('utf8')), 'the body');
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('invalid_input', 'the body is not JSON', { cause: error });
  }
}

/** Braces and brackets that open, but for those inside strings. */
function countContainers(json: Buffer): number {
  let count = 0;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (byte === 0x7b || byte === 0x5b) count++;
    else if (byte === 0x22) {
      for (i++; i < json.length && json[i] !== 0x22; i++) if (json[i] === 0x5c) i++;
    }
  }
  return count;
}

function readRequest<Row>(
  body: Buffer,
  decoding: Decoding,
  [groups, scopes, records]: [string, string, string],
  readRecord: ReadRecord<Row>,
): Row[] {
  const rows: Row[] = [];
  for (const group of envelopesAt(parse(body, decoding), groups)) {
    const owner = asObject(group, groups);
    const resource = emptyResource();
    const described = objectAt(owner, 'resource');
    if (described !== null) resource.attributes = readAttributes(described, decoding);
    decoding.takeCut();
    nameResource(resource);
    for (const scoped of envelopesAt(owner, scopes)) {
      const within = asObject(scoped, scopes);
      const scope = readScope(within, decoding);
      for (const record of envelopesAt(within, records)) {
        if (!decoding.admitRecord(resource)) continue;
        const row = readRecord(asObject(record, records), decoding, resource, scope);
        if (row !== null) rows.push(row);
      }
    }
  }
  return rows;
}

function readScope(owner: Json, decoding: Decoding): ScopeRow {
  const scope = objectAt(owner, 'scope');
  if (scope === null) return emptyScope();
  const row = { name: decoding.clean(textAt(scope, 'name')), version: decoding.clean(textAt(scope, 'version')) };
  decoding.takeCut();
  return row;
}

function readSpan(span: Json, decoding: Decoding, resource: ResourceRow, scope: ScopeRow): SpanRow | null {
  const row = emptySpan(resource, scope);
  const status = objectAt(span, 'status') ?? {};
  row.traceId = hexAt(span, 'traceId');
  row.spanId = hexAt(span, 'spanId');
  row.parentSpanId = hexAt(span, 'parentSpanId');
  row.name = decoding.clean(textAt(span, 'name'));
  row.kind = integerAt(span, 'kind');
  row.startedAt = microsAt(span, 'startTimeUnixNano');
  row.status = integerAt(status, 'code');
  row.statusMessage = decoding.clean(textAt(status, 'message'));
  row.attributes = readAttributes(span, decoding);
  row.events = readEvents(span, decoding);
  row.links = readLinks(span, decoding);
  row.flags = integerAt(span, 'flags');
  row.traceState = decoding.clean(textAt(span, 'traceState'));
  row.dropped = [
    integerAt(span, 'droppedAttributesCount'),
    integerAt(span, 'droppedEventsCount'),
    integerAt(span, 'droppedLinksCount'),
  ];
  return finishSpan(decoding, row, microsAt(span, 'endTimeUnixNano'));
}

function readEvents(span: Json, decoding: Decoding): SpanEventRow[] {
  const events: SpanEventRow[] = [];
  for (const item of listAt(span, 'events')) {
    if (events.length >= decoding.limits.events) {
      decoding.countCut('events');
      continue;
    }
    const event = asObject(item, 'events');
    const at = Math.max(0, microsAt(event, 'timeUnixNano'));
    events.push({ at, name: decoding.clean(textAt(event, 'name')), attributes: readAttributes(event, decoding) });
  }
  return events;
}

function readLinks(span: Json, decoding: Decoding): SpanLinkRow[] {
  const links: SpanLinkRow[] = [];
  for (const item of listAt(span, 'links')) {
    if (links.length >= decoding.limits.links) {
      decoding.countCut('links');
      continue;
    }
    const link = asObject(item, 'links');
    const traceId = hexAt(link, 'traceId');
    const spanId = hexAt(link, 'spanId');
    const attributes = readAttributes(link, decoding);
    if (isTraceId(traceId) && isSpanId(spanId)) {
      links.push({ traceId, spanId, attributes, flags: integerAt(link, 'flags') });
    } else decoding.countCut('links');
  }
  return links;
}

function readLog(record: Json, decoding: Decoding, resource: ResourceRow, scope: ScopeRow): LogRow | null {
  return finishLog(decoding, {
    at: microsAt(record, 'timeUnixNano'),
    observedAt: microsAt(record, 'observedTimeUnixNano'),
    traceId: hexAt(record, 'traceId'),
    spanId: hexAt(record, 'spanId'),
    severity: integerAt(record, 'severityNumber'),
    severityText: decoding.clean(textAt(record, 'severityText')),
    eventName: decoding.clean(textAt(record, 'eventName')),
    body: readAnyValue(record.body, decoding, 0),
    attributes: readAttributes(record, decoding),
    scope,
    resource,
  });
}
