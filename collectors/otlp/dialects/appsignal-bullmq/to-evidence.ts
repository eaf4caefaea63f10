// BullMQ 2 to 5 with AppSignal's instrumentation (package @appsignal/opentelemetry-instrumentation-bullmq), with its present names
// and those before version 0.8. What each span means: README.md beside this file.
import type { Evidence, EvidenceEdge, Micros, RunFacts, RunNames } from '#lib/domain/evidence.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { textOf, wholeOf } from '../attribute.ts';
import { isCounted, scheduleInId } from '../bullmq-id.ts';
import { correlationOf, ownCorrelation } from '../correlation.ts';
import { type Dialect, evidenceFrom, noFacts, refOf, type Subject } from '../dialect.ts';
import { attemptItem, createdItem, creationOf, edgesOf, messageIdOf, operationOf, queueOf } from '../messaging-span.ts';
import { errorOf, isError } from '../span-error.ts';

const job = 'messaging.bullmq.job';
/** Thrown by a job that moves itself: it was given back, it did not fail. */
const givenBack = /^(Delayed|WaitingChildren|Waiting|RateLimit)Error$|^bullmq:(movedTo|rateLimit)/;

export const appsignalBullmq: Dialect = {
  name: 'appsignal-bullmq',
  scopes: ['@appsignal/opentelemetry-instrumentation-bullmq'],
  systems: ['bullmq'],
  toEvidence(span, observedAt) {
    const name = textOf(span.attributes, 'messaging.operation.name', 'messaging.bullmq.operation.name') ?? '';
    if (name === 'Worker.run') return attempt(span, observedAt);
    if (name === 'Queue.add' || name === 'Job.addJob') return created(span, observedAt);
    // Calls that add several jobs: each has a span of its own, or shares this one and cannot be told apart.
    if (name !== '' || textOf(span.attributes, `${job}.name`) === undefined) return [];
    const operation = operationOf(span);
    if (operation === 'send') return created(span, observedAt);
    return operation === 'process' ? attempt(span, observedAt) : [];
  },
};

/** When the job was made, as BullMQ's own record says: it tells apart jobs that used one id. */
const madeAt = (span: SpanRow): Micros | undefined => {
  const ms = wholeOf(span.attributes, `${job}.timestamp`, 1);
  return ms === undefined ? undefined : ms * 1000;
};

function subjectOf(span: SpanRow, createdBy: RunNames['createdBy']): Subject {
  const { attributes } = span;
  const jobId = messageIdOf(span);
  const bornAt = madeAt(span);
  const names: RunNames = { jobId, bornAt, createdBy };
  if (createdBy && jobId !== undefined && isCounted(jobId)) names.givenIn = { traceId: createdBy.traceId };
  const facts: RunFacts = { job: textOf(attributes, `${job}.name`) };
  // 0 stands for the default of one attempt.
  const attempts = wholeOf(attributes, `${job}.opts.attempts`);
  if (attempts !== undefined) facts.maxAttempts = Math.max(1, attempts);
  const priority = wholeOf(attributes, `${job}.opts.priority`, 1);
  if (priority !== undefined) facts.priority = priority;
  const scheduled = jobId === undefined ? undefined : scheduleInId(jobId);
  const schedule = textOf(attributes, `${job}.repeatJobKey`) ?? scheduled?.schedule;
  if (schedule !== undefined) facts.schedule = schedule;
  const delay = wholeOf(attributes, `${job}.opts.delay`, 1);
  if (scheduled) facts.dueAt = scheduled.dueAt;
  else if (delay !== undefined && bornAt !== undefined) facts.dueAt = bornAt + delay * 1000;
  // Runs of a schedule may share the trace of whoever made the schedule.
  facts.correlation = schedule === undefined ? correlationOf(span) : ownCorrelation(span);
  return { system: 'bullmq', queue: queueOf(span), names, facts };
}

function edgesWithParentJob(span: SpanRow): EvidenceEdge[] {
  const parent = parentJobOf(span);
  const to = parent && { job: { system: 'bullmq', ...parent } };
  return to ? [...edgesOf(span), { kind: 'parent-job', to }] : edgesOf(span);
}

/** A flow's parent: `opts.parent` has its id, and its queue as `{prefix}:{queue}`; `parentKey` is `{prefix}:{queue}:{id}`. */
function parentJobOf({ attributes }: SpanRow): { queue: string; jobId: string } | undefined {
  const jobId = textOf(attributes, `${job}.opts.parent.id`);
  const queue = textOf(attributes, `${job}.opts.parent.queue`)?.split(':').at(-1);
  if (jobId && queue) return { jobId, queue };
  const key = /^[^:]*:([^:]+):(.+)$/s.exec(textOf(attributes, `${job}.parentOpts.parentKey`) ?? '');
  return key ? { queue: key[1] as string, jobId: key[2] as string } : undefined;
}

function created(span: SpanRow, observedAt: Micros): Evidence[] {
  // A failed `add` made no job.
  if (isError(span)) return [];
  const at = madeAt(span) ?? span.startedAt;
  return [createdItem(span, subjectOf(span, refOf(span)), observedAt, { at, edges: edgesWithParentJob(span) })];
}

function attempt(span: SpanRow, observedAt: Micros): Evidence[] {
  const subject = subjectOf(span, creationOf(span));
  if (subject.names.jobId === undefined && subject.names.createdBy === undefined)
    subject.names.attemptSpan = refOf(span);
  const before = wholeOf(span.attributes, `${job}.attempts`);
  const item = attemptItem(span, subject, observedAt, {
    ...outcomeOf(span),
    attempt: before === undefined ? undefined : before + 1,
    edges: edgesWithParentJob(span),
  });
  const at = subject.names.bornAt;
  if (at === undefined) return [item];
  // The job's own record, as the worker read it: the same from every attempt, so it has the same id.
  const { system, queue, names } = subject;
  const record = {
    role: 'record',
    kind: 'created',
    at,
    observedAt,
    id: `record:${at}`,
    spanRef: null,
    fidelity: 'derived',
  } as const;
  return [item, evidenceFrom(span, { system, queue, names, facts: noFacts }, record)];
}

/** `failedReason` says nothing: it stays from an earlier attempt. Whether attempts are left follows from their numbers. */
function outcomeOf(span: SpanRow): Pick<Evidence, 'outcome' | 'isFinal'> {
  const error = isError(span) ? errorOf(span) : undefined;
  if (!error) return {};
  if (givenBack.test(error.type ?? '') || givenBack.test(error.message)) return { outcome: 'released' };
  return error.type === 'UnrecoverableError' ? { outcome: 'failed', isFinal: true } : {};
}
