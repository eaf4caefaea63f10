// RabbitMQ by amqplib (package @opentelemetry/instrumentation-amqplib). What each span means: README.md beside this file.
import type { Evidence, Micros, RunNames, SpanRef } from '#lib/domain/evidence.ts';
import { type SpanRow, spanKind } from '#lib/ingest/span-row.ts';
import { textOf } from '../attribute.ts';
import { correlationOf } from '../correlation.ts';
import { type Dialect, evidenceFrom, refOf, type Subject } from '../dialect.ts';
import { attemptItem, createdItem, creationOf, messageIdOf, queueOf } from '../messaging-span.ts';
import { isError } from '../span-error.ts';

export const amqplib: Dialect = {
  name: 'amqplib',
  scopes: ['@opentelemetry/instrumentation-amqplib'],
  toEvidence(span, observedAt) {
    if (span.kind === spanKind.producer) return created(span, observedAt);
    return span.kind === spanKind.consumer ? attempt(span, observedAt) : [];
  },
};

const routingKeyOf = (span: SpanRow): string | undefined =>
  textOf(span.attributes, 'messaging.rabbitmq.routing_key', 'messaging.rabbitmq.destination.routing_key');

function subjectOf(span: SpanRow, queue: string, names: RunNames): Subject {
  // The broker's product name, in lower case; other brokers speak AMQP too.
  const system = textOf(span.attributes, 'messaging.system') ?? 'rabbitmq';
  return { system, queue, names, facts: { job: routingKeyOf(span), correlation: correlationOf(span) } };
}

/**
 * A message has an id only if its sender gave it one. Otherwise the span that published it names it, together with the queue: an
 * exchange may put one message into several queues, and each of them is handled for itself.
 */
const idOf = (span: SpanRow, publishing: SpanRef | undefined): string | undefined =>
  messageIdOf(span) ?? (publishing && `span:${publishing.spanId}`);

/** `confirm` mode marks a message that the broker refused. */
function created(span: SpanRow, observedAt: Micros): Evidence[] {
  if (isError(span)) return [];
  const exchange = queueOf(span);
  const createdBy = refOf(span);
  const queue = exchange === '' ? routingKeyOf(span) : undefined;
  // The default exchange delivers to the queue that the routing key names. Of other exchanges, only consumers know the queues.
  if (queue !== undefined) {
    return [createdItem(span, subjectOf(span, queue, { jobId: idOf(span, createdBy), createdBy }), observedAt)];
  }
  return [createdItem(span, subjectOf(span, exchange, { createdBy }), observedAt, { fidelity: 'derived' })];
}

/** The consumer's queue is nowhere but in the span's name: `{queue} process`. */
function attempt(span: SpanRow, observedAt: Micros): Evidence[] {
  const queue = / process$/.test(span.name) ? span.name.slice(0, -' process'.length) : (routingKeyOf(span) ?? '');
  const createdBy = creationOf(span);
  const jobId = idOf(span, createdBy);
  const names = jobId === undefined ? { attemptSpan: refOf(span) } : { jobId, createdBy };
  const subject = subjectOf(span, queue, names);
  const ending = endingOf(span);
  if (ending === 'open') {
    // The instrumentation gave up waiting for an acknowledgement; the message is still being handled.
    return [evidenceFrom(span, subject, { role: 'started', kind: 'started', at: span.startedAt, observedAt })];
  }
  return [attemptItem(span, subject, observedAt, ending)];
}

type Ending = Pick<Evidence, 'outcome' | 'isFinal' | 'error'>;

/** The status' text holds the verb that settled the message. `nack` and `reject` put it back unless told not to. */
function endingOf(span: SpanRow): Ending | 'open' {
  // An automatic acknowledgement comes before the work, a given one after it: either way, the broker holds it for done.
  if (!isError(span)) return {};
  const text = span.statusMessage;
  const error = { type: null, message: text || 'failed' };
  if (text.startsWith('instrumentation timeout')) return 'open';
  if (text.startsWith('channel ')) return { outcome: 'lost' };
  if (/^(nack|nackAll|reject)\b/.test(text)) {
    return { outcome: 'failed', isFinal: text.endsWith('without requeue'), error };
  }
  return {};
}
