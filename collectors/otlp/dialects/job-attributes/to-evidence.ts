// Our own documented attributes (otel/semconv.ts), for hand-written workers and libraries without an instrumentation. On any
// span they win over every other dialect.
import type { AttemptOutcome, Evidence, EvidenceEdge, Micros, RunFacts, RunNames } from '#lib/domain/evidence.ts';
import { type SpanRow, spanKind } from '#lib/ingest/span-row.ts';
import {
  ATTR_JOB_ATTEMPT,
  ATTR_JOB_ID,
  ATTR_JOB_MAX_ATTEMPTS,
  ATTR_JOB_NAME,
  ATTR_JOB_OUTCOME,
  ATTR_JOB_PARENT_ID,
  ATTR_JOB_PARENT_QUEUE,
  ATTR_JOB_PRIORITY,
  ATTR_JOB_QUEUE,
  ATTR_JOB_SCHEDULE_ID,
  ATTR_JOB_SCHEDULED_AT,
  ATTR_JOB_SYSTEM,
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_SYSTEM,
  jobOutcomes,
} from '#otel/semconv.ts';
import { momentOf, textOf, wholeOf } from '../attribute.ts';
import { correlationOf } from '../correlation.ts';
import { type Dialect, endOf, evidenceFrom, parentRefOf, refOf, type Subject, versionOf } from '../dialect.ts';
import { errorOf, isError } from '../span-error.ts';

/** The system of work that names none: it has no backend that we know of. */
const ownSystem = 'job';

export const jobAttributes: Dialect = {
  name: 'job-attributes',
  claims: ({ attributes }) => ATTR_JOB_NAME in attributes || ATTR_JOB_ID in attributes || ATTR_JOB_QUEUE in attributes,
  toEvidence: (span, observedAt) =>
    span.kind === spanKind.producer ? created(span, observedAt) : attempt(span, observedAt),
};

/** What a span with our attributes is about. */
export function subjectOf(span: SpanRow): Subject {
  const { attributes } = span;
  const job = textOf(attributes, ATTR_JOB_NAME);
  const facts: RunFacts = { job, correlation: correlationOf(span) };
  const maxAttempts = wholeOf(attributes, ATTR_JOB_MAX_ATTEMPTS, 1);
  if (maxAttempts !== undefined) facts.maxAttempts = maxAttempts;
  const dueAt = momentOf(span.attributes, ATTR_JOB_SCHEDULED_AT);
  if (dueAt !== undefined) facts.dueAt = dueAt;
  const priority = wholeOf(attributes, ATTR_JOB_PRIORITY, Number.MIN_SAFE_INTEGER);
  if (priority !== undefined) facts.priority = priority;
  const schedule = textOf(attributes, ATTR_JOB_SCHEDULE_ID);
  if (schedule !== undefined) facts.schedule = schedule;
  const queue = textOf(attributes, ATTR_JOB_QUEUE, ATTR_MESSAGING_DESTINATION_NAME) ?? schedule ?? job ?? '';
  const system = textOf(attributes, ATTR_JOB_SYSTEM, ATTR_MESSAGING_SYSTEM) ?? ownSystem;
  return { system, queue, names: namesOf(span, facts), facts };
}

/** The id where there is one; else the slot of a schedule; else what span it came from; else the span itself. */
function namesOf(span: SpanRow, facts: RunFacts): RunNames {
  const jobId = textOf(span.attributes, ATTR_JOB_ID);
  if (jobId !== undefined) return span.kind === spanKind.producer ? { jobId, createdBy: refOf(span) } : { jobId };
  if (facts.schedule !== undefined && facts.dueAt !== undefined) {
    return { slot: { schedule: facts.schedule, dueAt: facts.dueAt } };
  }
  if (span.kind === spanKind.producer) return { createdBy: refOf(span) };
  if (span.kind !== spanKind.consumer) return { attemptSpan: refOf(span) };
  const link = span.links[0];
  const producer = link ? { traceId: link.traceId, spanId: link.spanId } : parentRefOf(span);
  return producer ? { createdBy: producer } : { attemptSpan: refOf(span) };
}

function edgesOf(span: SpanRow, subject: Subject): EvidenceEdge[] {
  const edges: EvidenceEdge[] = [];
  const parent = parentRefOf(span);
  if (parent) edges.push({ kind: 'parent', to: { span: parent } });
  for (const { traceId, spanId } of span.links) edges.push({ kind: 'link', to: { span: { traceId, spanId } } });
  const parentId = textOf(span.attributes, ATTR_JOB_PARENT_ID);
  if (parentId !== undefined) {
    const queue = textOf(span.attributes, ATTR_JOB_PARENT_QUEUE) ?? subject.queue;
    edges.push({ kind: 'parent-job', to: { job: { system: subject.system, queue, jobId: parentId } } });
  }
  return edges;
}

function created(span: SpanRow, observedAt: Micros): Evidence[] {
  if (isError(span)) return [];
  const subject = subjectOf(span);
  const edges = edgesOf(span, subject);
  return [evidenceFrom(span, subject, { role: 'created', kind: 'created', at: endOf(span), observedAt, edges })];
}

function attempt(span: SpanRow, observedAt: Micros): Evidence[] {
  const subject = subjectOf(span);
  subject.facts.version = versionOf(span);
  const number = wholeOf(span.attributes, ATTR_JOB_ATTEMPT, 1);
  const said = jobOutcomes.find((outcome) => outcome === span.attributes[ATTR_JOB_OUTCOME]);
  const outcome: AttemptOutcome = said ?? (isError(span) ? 'failed' : 'succeeded');
  const item = evidenceFrom(span, subject, {
    role: 'attempt',
    kind: 'attempt',
    at: span.startedAt,
    endAt: endOf(span),
    observedAt,
    attempt: number,
    outcome,
    fidelity: said === undefined ? 'derived' : 'reported',
    worker: textOf(span.resource.attributes, 'service.instance.id', 'host.name'),
    edges: edgesOf(span, subject),
  });
  if (outcome === 'failed') item.error = errorOf(span) ?? { type: null, message: 'failed' };
  if (outcome === 'succeeded') item.isFinal = true;
  else if (outcome === 'failed' && number !== undefined && subject.facts.maxAttempts !== undefined) {
    item.isFinal = number >= subject.facts.maxAttempts;
  }
  return [item];
}
