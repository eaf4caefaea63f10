// Values that hold users' data by nature, and what is surely a secret, are replaced before anything is stored.
import { hideSecrets, isSecretName } from '#lib/domain/hide-secrets.ts';
import type { Attributes, AttributeValue, LogRow, ResourceRow, SpanRow } from '#lib/ingest/span-row.ts';

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
    span.statusMessage = hideSecrets(span.statusMessage);
    for (const event of span.events) redact(event.attributes);
    for (const link of span.links) redact(link.attributes);
  }
}

/** Replaces in place. Of a body, only what is surely a secret is replaced. */
export function redactLogs(logs: readonly LogRow[]): void {
  redactResources(logs);
  for (const log of logs) {
    redact(log.attributes);
    if (typeof log.body === 'string') log.body = hideSecrets(log.body);
  }
}

/** Rows share their resources. */
function redactResources(rows: readonly { resource: ResourceRow }[]): void {
  for (const resource of new Set(rows.map((row) => row.resource))) redact(resource.attributes);
}

function redact(attributes: Attributes): void {
  for (const key of redactedKeys) if (key in attributes) attributes[key] = replacement;
  for (const key of urlKeys) if (typeof attributes[key] === 'string') attributes[key] = bareUrl(attributes[key]);
  for (const key in attributes) {
    const value = attributes[key];
    if (isSecretName(key)) attributes[key] = replacement;
    else if (typeof value === 'string') attributes[key] = hideSecrets(value);
    else if (typeof value === 'object' && value !== null) attributes[key] = hideWithin(value);
  }
}

/** The same within lists and maps; the decoder bounds how deep they lie. */
function hideWithin(value: AttributeValue): AttributeValue {
  if (typeof value === 'string') return hideSecrets(value);
  if (Array.isArray(value)) return value.map(hideWithin);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, isSecretName(key) ? replacement : hideWithin(one)]),
  );
}

function bareUrl(text: string): string {
  const url = URL.parse(text);
  return url ? `${url.protocol}//${url.host}${url.pathname}` : replacement;
}
