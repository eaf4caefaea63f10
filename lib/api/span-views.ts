// Stored spans and log records in the contract's shape. Pure.
import type { LogView } from '#lib/contracts/log-view.ts';
import { type SpanView, spanKinds, spanStatuses } from '#lib/contracts/span-view.ts';
import type { StoredLog } from '#lib/db/log/select-logs.ts';
import type { StoredSpan } from '#lib/db/span/select-spans.ts';
import type { Micros } from '#lib/domain/evidence.ts';

export const isoOfUs = (us: Micros): string => new Date(us / 1000).toISOString();

export function spanViewOf(span: StoredSpan): SpanView {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    service: span.service,
    kind: spanKinds[span.kind] ?? 'unspecified',
    status: spanStatuses[span.status] ?? 'unset',
    statusMessage: span.statusMessage || null,
    startedAt: isoOfUs(span.startedAt),
    durationMs: span.durationUs / 1000,
    attributes: span.attributes,
    events: span.events.map((event) => ({ name: event.name, at: isoOfUs(event.at), attributes: event.attributes })),
    links: span.links.map(({ traceId, spanId, attributes }) => ({ traceId, spanId, attributes })),
    cut: span.cut,
    flaws: span.flaws,
  };
}

export function logViewOf(log: StoredLog): LogView {
  return {
    at: isoOfUs(log.at),
    severity: log.severity,
    service: log.service,
    body: log.body,
    traceId: log.traceId,
    spanId: log.spanId,
    attributes: log.attributes,
  };
}
