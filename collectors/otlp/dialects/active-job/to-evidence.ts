// Rails' Active Job (gem opentelemetry-instrumentation-active_job). What each span means: README.md beside this file.
import type { Evidence, Micros, RunFacts, RunNames } from '#lib/domain/evidence.ts';
import { type SpanRow, spanKind } from '#lib/ingest/span-row.ts';
import { textOf, wholeOf } from '../attribute.ts';
import { correlationOf } from '../correlation.ts';
import { type Dialect, endOf, evidenceFrom, noFacts, refOf, type Subject, type Told } from '../dialect.ts';
import { attemptItem, createdItem, creationOf, messageIdOf, outerOf, queueOf } from '../messaging-span.ts';
import { errorOf, isError } from '../span-error.ts';

const providerIdKey = 'messaging.active_job.message.provider_job_id';
const adapterKey = 'messaging.active_job.adapter.name';

export const activeJob: Dialect = {
  name: 'active-job',
  scopes: ['OpenTelemetry::Instrumentation::ActiveJob'],
  systems: ['active_job'],
  toEvidence(span, observedAt) {
    if (span.kind === spanKind.producer) return created(span, observedAt);
    if (span.kind === spanKind.consumer) return attempt(span, observedAt);
    return hint(span, observedAt);
  },
};

/** The system is the adapter's backend: what else is seen of that backend belongs beside it. */
function subjectOf(span: SpanRow, names: RunNames): Subject {
  const { attributes } = span;
  const facts: RunFacts = { job: textOf(attributes, 'code.namespace'), correlation: correlationOf(span) };
  const priority = wholeOf(attributes, 'messaging.active_job.message.priority');
  if (priority !== undefined) facts.priority = priority;
  return { system: textOf(attributes, adapterKey) ?? 'active_job', queue: queueOf(span), names, facts };
}

/** A retry is enqueued under the same id: of several creations the first one counts. */
function created(span: SpanRow, observedAt: Micros): Evidence[] {
  if (isError(span)) return [];
  return [createdItem(span, subjectOf(span, { jobId: messageIdOf(span), createdBy: refOf(span) }), observedAt)];
}

function attempt(span: SpanRow, observedAt: Micros): Evidence[] {
  const jobId = messageIdOf(span);
  const createdBy = creationOf(span);
  const names: RunNames = jobId === undefined && !createdBy ? { attemptSpan: refOf(span) } : { jobId, createdBy };
  const provider = textOf(span.attributes, providerIdKey);
  // The backend's own instrumentation, where there is one, tells of the same job under this id.
  if (provider !== undefined && provider !== jobId) names.backendJobId = provider;
  const subject = subjectOf(span, names);
  // OK may only mean that the program rescued the error. That there was one is Active Job's own word.
  if (!isError(span)) return [attemptItem(span, subject, observedAt)];
  const told = attemptItem(span, subject, observedAt, { outcome: 'failed' });
  if (span.events.some(({ name }) => name === 'exception')) return [told];
  // The error was handled: what it was says the span inside, and the status only which class it had.
  const { error } = told;
  told.error = undefined;
  return [told, failure(span, subject, observedAt, { error, at: endOf(span), fidelity: 'derived' })];
}

/** That the attempt failed, and with what. */
const failure = (span: SpanRow, subject: Subject, observedAt: Micros, over: Told & { at: Micros }): Evidence =>
  evidenceFrom(
    span,
    { ...subject, facts: noFacts },
    { role: 'failed', kind: 'ended', outcome: 'failed', observedAt, ...over },
  );

/** `enqueue_retry`, `retry_stopped` and `discard` lie inside the attempt they end. */
function hint(span: SpanRow, observedAt: Micros): Evidence[] {
  const jobId = messageIdOf(span);
  const kind = hints[span.name.split(' ').at(-1) ?? ''];
  if (jobId === undefined || kind === undefined) return [];
  const subject = subjectOf(span, { jobId });
  const { startedAt: at } = span;
  const error = errorOf(span);
  const spanRef = outerOf(span);
  const item = evidenceFrom(span, subject, { role: kind, kind, at, observedAt, error, spanRef });
  return error ? [item, failure(span, subject, observedAt, { at, error, spanRef })] : [item];
}

const hints: Record<string, 'retry-planned' | 'died' | 'discarded'> = {
  enqueue_retry: 'retry-planned',
  retry_stopped: 'died',
  discard: 'discarded',
};
