// Kafka by kafkajs (package @opentelemetry/instrumentation-kafkajs). What each span means: README.md beside this file.
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import { type SpanRow, spanKind } from '#lib/ingest/span-row.ts';
import { textOf } from '../attribute.ts';
import { correlationOf } from '../correlation.ts';
import { type Dialect, refOf, type Subject } from '../dialect.ts';
import { attemptItem, createdItem, creationOf, isParentLocal, queueOf } from '../messaging-span.ts';
import { isError } from '../span-error.ts';

export const kafkajs: Dialect = {
  name: 'kafkajs',
  scopes: ['@opentelemetry/instrumentation-kafkajs'],
  toEvidence(span, observedAt) {
    if (span.kind === spanKind.producer) return isError(span) ? [] : [created(span, observedAt)];
    // `poll` takes a batch; each message in it has a span of its own.
    return span.kind === spanKind.consumer ? [attempt(span, observedAt)] : [];
  },
};

function subjectOf(span: SpanRow, names: Subject['names']): Subject {
  return { system: 'kafka', queue: queueOf(span), names, facts: { correlation: correlationOf(span) } };
}

const created = (span: SpanRow, observedAt: Micros): Evidence =>
  createdItem(span, subjectOf(span, { createdBy: refOf(span) }), observedAt, { fidelity: 'derived' });

/**
 * A record's place in the log names it, also when it is delivered again. Every group reads all of it: the group is not exported, so
 * the service stands for it.
 */
function attempt(span: SpanRow, observedAt: Micros): Evidence {
  const { attributes, resource } = span;
  const offset = textOf(attributes, 'messaging.kafka.offset', 'messaging.kafka.message.offset');
  const partition = textOf(attributes, 'messaging.destination.partition.id', 'messaging.kafka.destination.partition');
  const group = textOf(attributes, 'messaging.consumer.group.name', 'messaging.kafka.consumer.group');
  // A batch's span of the same program is no creation: every record of it lies below.
  const createdBy = span.links.length === 0 && isParentLocal(span) ? undefined : creationOf(span);
  const place = offset === undefined || partition === undefined ? undefined : `${partition}:${offset}`;
  const names =
    place === undefined
      ? createdBy
        ? { createdBy }
        : { attemptSpan: refOf(span) }
      : { jobId: `${place}:${group ?? resource.service}`, createdBy };
  // In a batch all messages' spans last as long as the batch, and fail with it.
  const over = span.links.length > 0 ? ({ fidelity: 'inferred' } as const) : {};
  return attemptItem(span, subjectOf(span, names), observedAt, over);
}
