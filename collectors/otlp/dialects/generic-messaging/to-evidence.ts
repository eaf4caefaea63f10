// The fallback: spans that follow OpenTelemetry's messaging conventions, under their present or former names. It claims only
// what those conventions promise: one message sent, one message processed. Names: README.md beside this file.
import type { Evidence, Micros, RunNames } from '#lib/domain/evidence.ts';
import { type SpanRow, spanKind } from '#lib/ingest/span-row.ts';
import { textOf, wholeOf } from '../attribute.ts';
import { correlationOf } from '../correlation.ts';
import { type Dialect, endOf, refOf, type Subject } from '../dialect.ts';
import {
  attemptItem,
  createdItem,
  creationOf,
  messageIdOf,
  operationOf,
  queueKeys,
  queueOf,
  systemKey,
} from '../messaging-span.ts';
import { isError } from '../span-error.ts';

const claimedKeys = [systemKey, ...queueKeys];

export const genericMessaging: Dialect = {
  name: 'generic-messaging',
  claims: ({ attributes }) => claimedKeys.some((key) => key in attributes),
  toEvidence(span, observedAt) {
    const operation = operationOf(span);
    if (operation === 'send') return created(span, observedAt);
    return operation === 'process' ? attempt(span, observedAt) : [];
  },
};

function subjectOf(span: SpanRow, names: RunNames): Subject {
  const system = (textOf(span.attributes, systemKey) ?? 'messaging').replace(/^(AmazonSQS|aws\.sqs)$/i, 'aws_sqs');
  const job = textOf(span.attributes, 'code.namespace');
  return { system, queue: queueOf(span), names, facts: { job, correlation: correlationOf(span) } };
}

/** A message's own id; for Kafka its place in the log, which stays the same on redelivery, for each group that reads it. */
function idOf(span: SpanRow): string | undefined {
  const offset = textOf(span.attributes, 'messaging.kafka.offset', 'messaging.kafka.message.offset');
  const partition = textOf(
    span.attributes,
    'messaging.destination.partition.id',
    'messaging.kafka.destination.partition',
  );
  if (offset === undefined || partition === undefined) return messageIdOf(span);
  const group = textOf(span.attributes, 'messaging.consumer.group.name', 'messaging.kafka.consumer.group');
  return group === undefined ? `${partition}:${offset}` : `${partition}:${offset}:${group}`;
}

function created(span: SpanRow, observedAt: Micros): Evidence[] {
  // A batch's span stands for many messages, a failed one for none.
  if ((wholeOf(span.attributes, 'messaging.batch.message_count') ?? 1) !== 1 || isError(span)) return [];
  // Sent is what was created before: the context that travels is that of the span it links to.
  if (span.kind === spanKind.client && span.links.length > 0) return [];
  const jobId = idOf(span);
  const subject = subjectOf(span, jobId === undefined ? { createdBy: refOf(span) } : { jobId, createdBy: refOf(span) });
  return [createdItem(span, subject, observedAt, { at: endOf(span), fidelity: 'derived' })];
}

/** The conventions know no outcome but the span's status, and no difference between a retry and an end. */
function attempt(span: SpanRow, observedAt: Micros): Evidence[] {
  if (span.links.length < 2 || idOf(span) !== undefined)
    return [attemptItem(span, subjectOf(span, attemptNames(span)), observedAt)];
  // One span handled several messages: what differs between them is on the links, and the outcome is that of all.
  return span.links.map((link) => {
    const { traceId, spanId } = link;
    const createdBy = { traceId, spanId };
    const jobId = textOf(link.attributes, 'messaging.message.id', 'messaging.message_id');
    const subject = subjectOf({ ...span, links: [link] }, jobId === undefined ? { createdBy } : { jobId, createdBy });
    return attemptItem(span, subject, observedAt, {
      role: `attempt:${spanId}:${jobId ?? ''}`,
      fidelity: 'inferred',
      edges: [{ kind: 'link', to: { span: createdBy } }],
    });
  });
}

function attemptNames(span: SpanRow): RunNames {
  const jobId = idOf(span);
  const createdBy = creationOf(span);
  if (jobId !== undefined) return createdBy ? { jobId, createdBy } : { jobId };
  return createdBy ? { createdBy } : { attemptSpan: refOf(span) };
}
