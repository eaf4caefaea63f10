// The fallback: spans that follow OpenTelemetry's messaging conventions, under their present or former names. It claims only
// what those conventions promise: one message sent, one message processed. Names: README.md beside this file.
import type { Evidence, EvidenceEdge, Micros, RunNames } from '#lib/domain/evidence.ts';
import { type SpanRow, spanKind } from '#lib/ingest/span-row.ts';
import { textOf, wholeOf } from '../attribute.ts';
import { correlationOf } from '../correlation.ts';
import { type Dialect, endOf, evidenceFrom, parentRefOf, refOf, type Subject, versionOf } from '../dialect.ts';
import { errorOf, isError } from '../span-error.ts';

type Operation = 'send' | 'process' | 'other';

const systemKeys = ['messaging.system'];
const queueKeys = ['messaging.destination.name', 'messaging.destination', 'messaging.source.name', 'messaging.source'];
const claimedKeys = [...systemKeys, ...queueKeys];
const messageKeys = ['messaging.message.id', 'messaging.message_id'];
/** Present and former operation names, and the verbs in names of spans that have none. */
const operations: Record<string, Operation> = {
  send: 'send',
  publish: 'send',
  create: 'send',
  process: 'process',
  deliver: 'process',
  run: 'process',
  perform: 'process',
};

export const genericMessaging: Dialect = {
  name: 'generic-messaging',
  claims: ({ attributes }) => claimedKeys.some((key) => key in attributes),
  toEvidence(span, observedAt) {
    const operation = operationOf(span);
    if (operation === 'send') return created(span, observedAt);
    return operation === 'process' ? attempt(span, observedAt) : [];
  },
};

function operationOf(span: SpanRow): Operation {
  const said = textOf(span.attributes, 'messaging.operation.type', 'messaging.operation');
  if (said !== undefined) return operations[said.toLowerCase()] ?? 'other';
  const words = span.name.toLowerCase().split(/\s+/);
  const verb = operations[words[0] ?? ''] ?? operations[words.at(-1) ?? ''];
  if (span.kind === spanKind.producer) return 'send';
  if (span.kind === spanKind.consumer) return words.includes('receive') ? 'other' : 'process';
  return verb === 'process' ? 'process' : 'other';
}

function subjectOf(span: SpanRow, names: RunNames): Subject {
  const system = (textOf(span.attributes, ...systemKeys) ?? 'messaging').replace(/^(AmazonSQS|aws\.sqs)$/i, 'aws_sqs');
  const job = textOf(
    span.attributes,
    'messaging.sidekiq.job_class',
    'messaging.que.job_class',
    'celery.task_name',
    'code.namespace',
  );
  return {
    system,
    queue: textOf(span.attributes, ...queueKeys) ?? '',
    names,
    facts: { job, correlation: correlationOf(span) },
  };
}

/** A message's own id; for Kafka its place in the log, which stays the same on redelivery. */
function messageIdOf(span: SpanRow): string | undefined {
  const offset = textOf(span.attributes, 'messaging.kafka.offset', 'messaging.kafka.message.offset');
  const partition = textOf(
    span.attributes,
    'messaging.destination.partition.id',
    'messaging.kafka.destination.partition',
  );
  if (offset !== undefined && partition !== undefined) return `${partition}:${offset}`;
  return textOf(span.attributes, ...messageKeys);
}

function edgesOf(span: SpanRow): EvidenceEdge[] {
  const parent = parentRefOf(span);
  const edges: EvidenceEdge[] = parent ? [{ kind: 'parent', to: { span: parent } }] : [];
  for (const { traceId, spanId } of span.links) edges.push({ kind: 'link', to: { span: { traceId, spanId } } });
  return edges;
}

function created(span: SpanRow, observedAt: Micros): Evidence[] {
  // A batch's span stands for many messages, a failed one for none.
  if ((wholeOf(span.attributes, 'messaging.batch.message_count') ?? 1) !== 1 || isError(span)) return [];
  const jobId = messageIdOf(span);
  const subject = subjectOf(span, jobId === undefined ? { createdBy: refOf(span) } : { jobId, createdBy: refOf(span) });
  const item = { role: 'created', kind: 'created', at: endOf(span), observedAt, edges: edgesOf(span) } as const;
  return [evidenceFrom(span, subject, { ...item, fidelity: 'derived' })];
}

function attempt(span: SpanRow, observedAt: Micros): Evidence[] {
  const subject = subjectOf(span, attemptNames(span));
  subject.facts.version = versionOf(span);
  const hasFailed = isError(span);
  const item = evidenceFrom(span, subject, {
    role: 'attempt',
    kind: 'attempt',
    at: span.startedAt,
    endAt: endOf(span),
    observedAt,
    // The conventions know no outcome but the span's status, and no difference between a retry and an end.
    fidelity: 'derived',
    outcome: hasFailed ? 'failed' : 'succeeded',
    worker: textOf(span.attributes, 'messaging.client.id', 'messaging.client_id', 'messaging.consumer.id'),
    edges: edgesOf(span),
  });
  if (hasFailed) item.error = errorOf(span) ?? { type: null, message: 'failed' };
  else item.isFinal = true;
  return [item];
}

function attemptNames(span: SpanRow): RunNames {
  const jobId = messageIdOf(span);
  if (jobId !== undefined) return { jobId };
  const link = span.links[0];
  if (link) return { createdBy: { traceId: link.traceId, spanId: link.spanId } };
  const parent = parentRefOf(span);
  return parent && span.kind === spanKind.consumer ? { createdBy: parent } : { attemptSpan: refOf(span) };
}
