// Values that hold users' data by nature are replaced before anything is stored.
import type { Attributes, SpanRow } from '#lib/ingest/span-row.ts';

const replacement = '[redacted]';
const redactedKeys = [
  'bullmq.job.result',
  '$payload',
  '$output',
  'celery.args',
  'celery.kwargs',
  'messaging.bullmq.job.data',
];
/** Connection strings: only scheme, host and path may stay. */
const urlKeys = ['messaging.url'];

/** Replaces in place. */
export function redactSpans(spans: readonly SpanRow[]): void {
  for (const span of spans) {
    redact(span.attributes);
    for (const event of span.events) redact(event.attributes);
  }
}

function redact(attributes: Attributes): void {
  for (const key of redactedKeys) if (key in attributes) attributes[key] = replacement;
  for (const key of urlKeys) if (typeof attributes[key] === 'string') attributes[key] = bareUrl(attributes[key]);
}

function bareUrl(text: string): string {
  const url = URL.parse(text);
  return url ? `${url.protocol}//${url.host}${url.pathname}` : replacement;
}
