// Protobuf Span, its events and links (opentelemetry/proto/trace/v1/trace.proto). Tags are field number * 8 + wire type.
import type { Attributes, ResourceRow, ScopeRow, SpanEventRow, SpanLinkRow, SpanRow } from '#lib/ingest/span-row.ts';
import type { Decoding } from './decoding.ts';
import { readAttribute, readHex, readText } from './protobuf-value.ts';
import { emptySpan, finishSpan, isSpanId, isTraceId } from './rows.ts';
import type { Wire } from './wire.ts';

/** Reads one Span up to `end`; null = rejected and counted. */
export function readSpan(
  wire: Wire,
  end: number,
  decoding: Decoding,
  resource: ResourceRow,
  scope: ScopeRow,
): SpanRow | null {
  const row = emptySpan(resource, scope);
  let endedAt = 0;
  let attributes = 0;
  while (wire.at < end) {
    const tag = wire.varint();
    switch (tag) {
      case 74:
        readAttribute(wire, end, decoding, row.attributes, attributes++);
        break;
      case 10:
        row.traceId = readHex(wire, end);
        break;
      case 18:
        row.spanId = readHex(wire, end);
        break;
      case 26:
        row.traceState = readText(wire, end, decoding);
        break;
      case 34:
        row.parentSpanId = readHex(wire, end);
        break;
      case 42:
        row.name = readText(wire, end, decoding);
        break;
      case 48:
        row.kind = wire.uint32();
        break;
      case 57:
        row.startedAt = wire.nanosAsMicros();
        break;
      case 65:
        endedAt = wire.nanosAsMicros();
        break;
      case 80:
        row.dropped[0] = wire.uint32();
        break;
      case 90:
        readEvent(wire, wire.pieceEnd(end), decoding, row.events);
        break;
      case 96:
        row.dropped[1] = wire.uint32();
        break;
      case 106:
        readLink(wire, wire.pieceEnd(end), decoding, row.links);
        break;
      case 112:
        row.dropped[2] = wire.uint32();
        break;
      case 122:
        readStatus(wire, wire.pieceEnd(end), decoding, row);
        break;
      case 133:
        row.flags = wire.fixed32();
        break;
      default:
        wire.skip(tag, end);
    }
  }
  wire.close(end);
  return finishSpan(decoding, row, endedAt);
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

function readStatus(wire: Wire, end: number, decoding: Decoding, row: SpanRow): void {
  while (wire.at < end) {
    const tag = wire.varint();
    if (tag === 18) row.statusMessage = readText(wire, end, decoding);
    else if (tag === 24) row.status = wire.uint32();
    else wire.skip(tag, end);
  }
  wire.close(end);
}
