// Amazon SQS by the AWS SDK for JavaScript (package @opentelemetry/instrumentation-aws-sdk). What each span means: README.md.
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import { type SpanRow, spanKind } from '#lib/ingest/span-row.ts';
import { textOf } from '../attribute.ts';
import { correlationOf, traceCorrelation } from '../correlation.ts';
import { type Dialect, endOf, evidenceFrom, refOf, type Subject } from '../dialect.ts';
import { createdItem, messageIdOf, operationOf, queueOf } from '../messaging-span.ts';
import { isError } from '../span-error.ts';

export const awsSqs: Dialect = {
  name: 'aws-sqs',
  claims: (span) =>
    span.scope.name === '@opentelemetry/instrumentation-aws-sdk' &&
    /^(aws_sqs|AmazonSQS|aws\.sqs)$/i.test(textOf(span.attributes, 'messaging.system') ?? ''),
  toEvidence(span, observedAt) {
    if (span.kind === spanKind.producer) return created(span, observedAt);
    return span.kind === spanKind.consumer && operationOf(span) === 'other' ? received(span, observedAt) : [];
  },
};

function subjectOf(span: SpanRow, names: Subject['names']): Subject {
  return { system: 'aws_sqs', queue: queueOf(span), names, facts: {} };
}

/** `SendMessageBatch` has no message's id, and its span stands for them all. */
function created(span: SpanRow, observedAt: Micros): Evidence[] {
  const jobId = messageIdOf(span);
  if (jobId === undefined || isError(span)) return [];
  const subject = subjectOf(span, { jobId, createdBy: refOf(span) });
  subject.facts.correlation = correlationOf(span);
  return [createdItem(span, subject, observedAt)];
}

/**
 * What was received was not thereby handled: each linked message has left the queue for a worker, and that is all. The span that
 * handles it is the program's own; it ends the attempt if it names the message.
 */
function received(span: SpanRow, observedAt: Micros): Evidence[] {
  const items: Evidence[] = [];
  for (const link of span.links) {
    const jobId = textOf(link.attributes, 'messaging.message.id', 'messaging.message_id');
    const createdBy = { traceId: link.traceId, spanId: link.spanId };
    const subject = subjectOf(span, jobId === undefined ? { createdBy } : { jobId, createdBy });
    subject.facts.correlation = traceCorrelation({ ...span, links: [link] });
    const at = endOf(span);
    const role = `received:${jobId ?? link.spanId}`;
    const edges: Evidence['edges'] = [
      { kind: 'link', to: { span: createdBy } },
      { kind: 'trace', to: { traceId: span.traceId } },
    ];
    items.push(
      evidenceFrom(span, subject, {
        role,
        kind: 'started',
        at,
        observedAt,
        fidelity: 'inferred',
        spanRef: null,
        edges,
      }),
    );
  }
  return items;
}
