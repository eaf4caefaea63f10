// Protobuf LogRecord (opentelemetry/proto/logs/v1/logs.proto). Tags are field number * 8 + wire type.
import type { LogRow, ResourceRow, ScopeRow } from '#lib/ingest/span-row.ts';
import type { Decoding } from './decoding.ts';
import { readAnyValue, readAttribute, readHex, readText } from './protobuf-value.ts';
import { finishLog, type LogDraft } from './rows.ts';
import type { Wire } from './wire.ts';

/** Reads one LogRecord up to `end`; null = rejected and counted. */
export function readLog(
  wire: Wire,
  end: number,
  decoding: Decoding,
  resource: ResourceRow,
  scope: ScopeRow,
): LogRow | null {
  const draft: LogDraft = {
    at: 0,
    observedAt: 0,
    traceId: '',
    spanId: '',
    severity: 0,
    severityText: '',
    eventName: '',
    body: null,
    attributes: {},
    scope,
    resource,
  };
  let attributes = 0;
  while (wire.at < end) {
    const tag = wire.varint();
    if (tag === 50) readAttribute(wire, end, decoding, draft.attributes, attributes++);
    else if (tag === 9) draft.at = wire.nanosAsMicros();
    else if (tag === 89) draft.observedAt = wire.nanosAsMicros();
    else if (tag === 16) draft.severity = wire.uint32();
    else if (tag === 26) draft.severityText = readText(wire, end, decoding);
    else if (tag === 42) draft.body = readAnyValue(wire, wire.pieceEnd(end), decoding, 0);
    else if (tag === 74) draft.traceId = readHex(wire, end);
    else if (tag === 82) draft.spanId = readHex(wire, end);
    else if (tag === 98) draft.eventName = readText(wire, end, decoding);
    else wire.skip(tag, end);
  }
  wire.close(end);
  return finishLog(decoding, draft);
}
