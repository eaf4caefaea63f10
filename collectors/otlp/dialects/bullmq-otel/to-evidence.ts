// BullMQ's own instrumentation (package bullmq-otel, BullMQ 5 and 6). What each span means: README.md beside this file.
import type { Evidence, EvidenceEdge, Micros, RunFacts, RunNames } from '#lib/domain/evidence.ts';
import { type SpanRow, spanKind } from '#lib/ingest/span-row.ts';
import { textOf, wholeOf } from '../attribute.ts';
import { isCounted, scheduleInId } from '../bullmq-id.ts';
import { correlationOf, ownCorrelation } from '../correlation.ts';
import {
  type Dialect,
  endOf,
  evidenceFrom,
  type Neighbours,
  noFacts,
  parentRefOf,
  refOf,
  type Subject,
  versionOf,
} from '../dialect.ts';
import { bulkJobs, kitFacts, kitParent } from './kit-facts.ts';

const operationKey = 'bullmq.queue.operation';
const jobIdKey = 'bullmq.job.id';

export const bullmqOtel: Dialect = {
  name: 'bullmq-otel',
  /** The scope's name is the user's choice; this attribute is on every span. */
  claims: (span) => operationKey in span.attributes,
  toEvidence(span, observedAt, neighbours) {
    const operation = textOf(span.attributes, operationKey);
    if (operation === 'process') return attempt(span, observedAt, neighbours);
    if (operation === 'add' || operation === 'addNode') return created(span, observedAt, neighbours);
    if (operation === 'addBulk') return createdInBulk(span, observedAt);
    if (operation === 'fail' || operation === 'delay' || operation === 'retry')
      return outcomeHint(span, operation, observedAt);
    if (operation === 'moveStalledJobsToWait') return stalled(span, observedAt);
    return [];
  },
};

/** All that happens to a job lies in the trace of its `add`, unless its context was lost: then its attempts are roots. */
function subjectOf(span: SpanRow, jobId: string): Subject {
  const scheduled = scheduleInId(jobId);
  const facts: RunFacts = {};
  const job = textOf(span.attributes, 'bullmq.job.name') ?? nameAfterAdd(span);
  if (job) facts.job = job;
  const schedule = textOf(span.attributes, 'bullmq.job.scheduler.id') ?? scheduled?.schedule;
  if (schedule) facts.schedule = schedule;
  if (scheduled) facts.dueAt = scheduled.dueAt;
  return {
    system: 'bullmq',
    queue: textOf(span.attributes, 'bullmq.queue.name') ?? '',
    names: namesOf(span, jobId),
    facts,
  };
}

function namesOf({ traceId, parentSpanId }: SpanRow, jobId: string): RunNames {
  if (!isCounted(jobId)) return { jobId };
  return { jobId, givenIn: parentSpanId === null ? { traceId, isLoose: true } : { traceId } };
}

/** A scheduler's `add` has the job's name nowhere but in `add {queue}.{job}`. */
function nameAfterAdd(span: SpanRow): string | undefined {
  const prefix = `add ${textOf(span.attributes, 'bullmq.queue.name')}.`;
  return span.name.startsWith(prefix) ? span.name.slice(prefix.length) || undefined : undefined;
}

/** All runs of a schedule may share one trace, so the trace says nothing about one of them. */
const correlationFact = (span: SpanRow, facts: RunFacts) =>
  facts.schedule === undefined ? correlationOf(span) : ownCorrelation(span);

function created(span: SpanRow, observedAt: Micros, neighbours: Neighbours): Evidence[] {
  const jobId = textOf(span.attributes, jobIdKey);
  if (jobId === undefined) return [];
  const subject = subjectOf(span, jobId);
  subject.names = { ...subject.names, createdBy: refOf(span) };
  subject.facts = { ...kitFacts(span), ...subject.facts };
  // Not to the millisecond the moment that Redis has: the trace holds both together.
  if (isCounted(jobId)) subject.names.bornAt = span.startedAt;
  subject.facts.correlation = correlationFact(span, subject.facts);
  const parent = parentRefOf(span);
  const edges = kitParent(span, subject.queue);
  if (parent) edges.push({ kind: 'parent', to: { span: parent } });
  // Its start: BullMQ stamps the job then, and its own event log says the same; the end also holds the time to connect.
  const items = [
    evidenceFrom(span, subject, { role: 'created', kind: 'created', at: span.startedAt, observedAt, edges }),
  ];
  // In a flow, the node above is the parent job's: known only where its span is at hand, so it is an item of its own.
  const above = parent && neighbours.find(parent.traceId, parent.spanId);
  const parentId = above && textOf(above.attributes, operationKey) === 'addNode' && textOf(above.attributes, jobIdKey);
  if (above && parentId) {
    const queue = textOf(above.attributes, 'bullmq.queue.name') ?? '';
    const to = { job: { system: 'bullmq', queue, jobId: parentId } };
    const named = { ...subject, facts: noFacts };
    const at = span.startedAt;
    items.push(
      evidenceFrom(span, named, {
        role: 'parent-job',
        kind: 'facts',
        at,
        observedAt,
        edges: [{ kind: 'parent-job', to }],
      }),
    );
  }
  return items;
}

/** One span for all: it names no run by itself, as each of them would claim it. */
function createdInBulk(span: SpanRow, observedAt: Micros): Evidence[] {
  const parent = parentRefOf(span);
  const edges: EvidenceEdge[] = parent ? [{ kind: 'parent', to: { span: parent } }] : [];
  return bulkJobs(span).map(({ jobId, job }) => {
    const subject = subjectOf(span, jobId);
    if (isCounted(jobId)) subject.names.bornAt = span.startedAt;
    if (job !== undefined) subject.facts.job = job;
    subject.facts.correlation = correlationFact(span, subject.facts);
    return evidenceFrom(span, subject, {
      role: `added:${jobId}`,
      kind: 'created',
      at: span.startedAt,
      observedAt,
      edges,
    });
  });
}

function attempt(span: SpanRow, observedAt: Micros, neighbours: Neighbours): Evidence[] {
  const jobId = textOf(span.attributes, jobIdKey);
  if (jobId === undefined) return [];
  const subject = subjectOf(span, jobId);
  subject.facts.correlation = correlationFact(span, subject.facts);
  subject.facts.version = versionOf(span);
  const parent = parentRefOf(span);
  const edges: EvidenceEdge[] = parent ? [{ kind: 'parent', to: { span: parent } }] : [];
  const item = evidenceFrom(span, subject, {
    role: 'attempt',
    kind: 'attempt',
    at: span.startedAt,
    endAt: endOf(span),
    observedAt,
    worker: textOf(span.attributes, 'bullmq.worker.name', 'bullmq.worker.id'),
    attempt: wholeOf(span.attributes, 'bullmq.job.attempts.made', 1),
    edges,
    ...outcomeOf(span),
  });
  const bulk = parent && neighbours.find(parent.traceId, parent.spanId);
  if (bulk?.kind !== spanKind.producer || textOf(bulk.attributes, operationKey) !== 'addBulk') return [item];
  const born = isCounted(jobId) ? { bornAt: bulk.startedAt } : {};
  const ofBulk = { ...subject, names: { ...subject.names, ...born }, facts: noFacts };
  return [
    item,
    evidenceFrom(bulk, ofBulk, {
      role: `created:${jobId}`,
      kind: 'created',
      at: bulk.startedAt,
      observedAt,
      fidelity: 'derived',
    }),
  ];
}

/** Status stays unset even on failures: only the events tell. With neither, the job left without an end of its own. */
function outcomeOf(span: SpanRow): Pick<Evidence, 'outcome' | 'isFinal' | 'error'> {
  for (const event of span.events) {
    if (event.name === 'job completed') return { outcome: 'succeeded', isFinal: true };
    if (event.name === 'job failed') {
      const message = textOf(event.attributes, 'bullmq.job.failed.reason') ?? '';
      return { outcome: 'failed', error: { type: null, message } };
    }
  }
  return { outcome: hasLostLock(span) ? 'lost' : 'released' };
}

/** The worker held the job for longer than its lock: another may have taken it meanwhile. */
function hasLostLock(span: SpanRow): boolean {
  return span.events.some((event) => /\block\b/i.test(textOf(event.attributes, 'exception.message') ?? ''));
}

/** `fail`, `delay`, `retry`: what the backend was told after a failed attempt. An exception here means it was not taken. */
function outcomeHint(span: SpanRow, operation: 'fail' | 'delay' | 'retry', observedAt: Micros): Evidence[] {
  const jobId = textOf(span.attributes, jobIdKey);
  if (jobId === undefined || span.events.some((event) => event.name === 'exception')) return [];
  const kind = operation === 'fail' ? 'died' : 'retry-planned';
  // Its start: another worker may begin the next attempt before this span's end.
  return [
    evidenceFrom(span, subjectOf(span, jobId), {
      role: operation,
      kind,
      at: span.startedAt,
      observedAt,
      spanRef: parentRefOf(span) ?? refOf(span),
    }),
  ];
}

/** The only trace of a worker that was killed: whoever finds the job stalled says so. */
function stalled(span: SpanRow, observedAt: Micros): Evidence[] {
  const items: Evidence[] = [];
  for (const event of span.events) {
    const jobId = event.name === 'job stalled' ? textOf(event.attributes, jobIdKey) : undefined;
    if (jobId === undefined) continue;
    const at = event.at || endOf(span);
    // The span is about the whole queue: its trace is not the job's.
    items.push(
      evidenceFrom(
        span,
        { ...subjectOf(span, jobId), names: { jobId } },
        {
          role: `lost:${jobId}`,
          kind: 'lost',
          at,
          observedAt,
          spanRef: null,
        },
      ),
    );
  }
  return items;
}
