// Protobuf Span, its events and links (opentelemetry/proto/trace/v1/trace.proto). Tags are field number * 8 + wire type.
import type { Attributes, ResourceRow, ScopeRow, SpanEventRow, SpanLinkRow, SpanRow } from '#lib/ingest/span-row.ts';
import type { Decoding } from './decoding.ts';
import { readAttribute, readHex, readText } from './protobuf-value.ts';
import { finishSpan, isSpanId, isTraceId, type SpanDraft } from './rows.ts';
import type { Wire } from './wire.ts';

/** Reads one Span up to `end`; null = rejected and counted. */
export function readSpan(
  wire: Wire,
  end: number,
  decoding: Decoding,
  resource: ResourceRow,
  scope: ScopeRow,
): SpanRow | null {
  const draft: SpanDraft = {
    traceId: '',
    spanId: '',
    parentSpanId: '',
    name: '',
    kind: 0,
    startedAt: 0,
    endedAt: 0,
    status: 0,
    statusMessage: '',
    attributes: {},
    events: [],
    links: [],
    flags: 0,
    traceState: '',
    dropped: [0, 0, 0],
    scope,
    resource,
  };
  let attributes = 0;
  while (wire.at < end) {
    const tag = wire.varint();
    switch (tag) {
      case 74:
        readAttribute(wire, end, decoding, draft.attributes, attributes++);
        break;
      case 10:
        draft.traceId = readHex(wire, end);
        break;
      case 18:
        draft.spanId = readHex(wire, end);
        break;
      case 26:
        draft.traceState = readText(wire, end, decoding);
        break;
      case 34:
        draft.parentSpanId = readHex(wire, end);
        break;
      case 42:
        draft.name = readText(wire, end, decoding);
        break;
      case 48:
        draft.kind = wire.uint32();
        break;
      case 57:
        draft.startedAt = wire.nanosAsMicros();
        break;
      case 65:
        draft.endedAt = wire.nanosAsMicros();
        break;
      case 80:
        draft.dropped[0] = wire.uint32();
        break;
      case 90:
        readEvent(wire, wire.pieceEnd(end), decoding, draft.events);
        break;
      case 96:
        draft.dropped[1] = wire.uint32();
        break;
      case 106:
        readLink(wire, wire.pieceEnd(end), decoding, draft.links);
        break;
      case 112:
        draft.dropped[2] = wire.uint32();
        break;
      case 122:
        readStatus(wire, wire.pieceEnd(end), decoding, draft);
        break;
      case 133:
        draft.flags = wire.fixed32();
        break;
      default:
        wire.skip(tag, end);
    }
  }
  wire.close(end);
  return finishSpan(decoding, draft);
}

function readEvent(wire: Wire, end: number, decoding: Decoding, events: SpanEventRow[]): void {
  if (events.length >= decoding.limits.events) {
    decoding.countCut('events');
    wire.at = end;
    return;
  }
  const event: SpanEventRow = { at: 0, name: '', attributes: {} };
  let attributes = 0;
  while (wire.at < end) {
    const tag = wire.varint();
    if (tag === 9) event.at = wire.nanosAsMicros();
    else if (tag === 18) event.name = readText(wire, end, decoding);
    else if (tag === 26) readAttribute(wire, end, decoding, event.attributes, attributes++);
    else wire.skip(tag, end);
  }
  wire.close(end);
  events.push(event);
}

function readLink(wire: Wire, end: number, decoding: Decoding, links: SpanLinkRow[]): void {
  if (links.length >= decoding.limits.links) {
    decoding.countCut('links');
    wire.at = end;
    return;
  }
  const attributes: Attributes = {};
  const link: SpanLinkRow = { traceId: '', spanId: '', attributes, flags: 0 };
  let count = 0;
  while (wire.at < end) {
    const tag = wire.varint();
    if (tag === 10) link.traceId = readHex(wire, end);
    else if (tag === 18) link.spanId = readHex(wire, end);
    else if (tag === 34) readAttribute(wire, end, decoding, attributes, count++);
    else if (tag === 53) link.flags = wire.fixed32();
    else wire.skip(tag, end);
  }
  wire.close(end);
  if (isTraceId(link.traceId) && isSpanId(link.spanId)) links.push(link);
  else decoding.countCut('links');
}

function readStatus(wire: Wire, end: number, decoding: Decoding, draft: SpanDraft): void {
  while (wire.at < end) {
    const tag = wire.varint();
    if (tag === 18) draft.statusMessage = readText(wire, end, decoding);
    else if (tag === 24) draft.status = wire.uint32();
    else wire.skip(tag, end);
  }
  wire.close(end);
}
