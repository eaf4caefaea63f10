// Values that hold users' data by nature are replaced before anything is stored.
import type { Attributes, LogRow, ResourceRow, SpanRow } from '#lib/ingest/span-row.ts';

const replacement = '[redacted]';
const redactedKeys = [
  'bullmq.job.result',
  '$payload',
  '$output',
  'celery.args',
  'celery.kwargs',
  'celery.argsrepr',
  'celery.kwargsrepr',
  'messaging.bullmq.job.data',
];
/** Connection strings: only scheme, host and path may stay. */
const urlKeys = ['messaging.url'];

/** Replaces in place, whatever part of a span or its resource an attribute sits on. */
export function redactSpans(spans: readonly SpanRow[]): void {
  redactResources(spans);
  for (const span of spans) {
    redact(span.attributes);
    for (const event of span.events) redact(event.attributes);
    for (const link of span.links) redact(link.attributes);
  }
}

/** Replaces in place. Bodies of log records are stored as they came. */
export function redactLogs(logs: readonly LogRow[]): void {
  redactResources(logs);
  for (const log of logs) redact(log.attributes);
}

/** Rows share their resources. */
function redactResources(rows: readonly { resource: ResourceRow }[]): void {
  for (const resource of new Set(rows.map((row) => row.resource))) redact(resource.attributes);
}

function redact(attributes: Attributes): void {
  for (const key of redactedKeys) if (key in attributes) attributes[key] = replacement;
  for (const key of urlKeys) if (typeof attributes[key] === 'string') attributes[key] = bareUrl(attributes[key]);
}

function bareUrl(text: string): string {
  const url = URL.parse(text);
  return url ? `${url.protocol}//${url.host}${url.pathname}` : replacement;
}
