// Sidekiq (gem opentelemetry-instrumentation-sidekiq). What each span means: README.md beside this file.
import type { Evidence, Micros, RunNames } from '#lib/domain/evidence.ts';
import { type SpanRow, spanKind } from '#lib/ingest/span-row.ts';
import { activeJobItem } from '../active-job-around.ts';
import { textOf } from '../attribute.ts';
import { correlationOf } from '../correlation.ts';
import { type Dialect, evidenceFrom, type Neighbours, noFacts, refOf, type Subject } from '../dialect.ts';
import { attemptItem, createdItem, creationOf, eventAt, messageIdOf, queueOf } from '../messaging-span.ts';
import { errorOf, isError } from '../span-error.ts';

/** What a job that is stopped with its process raises; Sidekiq puts such a job back. */
const interruptions = new Set(['Sidekiq::Shutdown', 'Sidekiq::Job::Interrupted']);
/** A job that waited for its time was put into its queue by the poller, seconds after it was made; others at once. */
const scheduledUs = 500_000;

export const sidekiq: Dialect = {
  name: 'sidekiq',
  scopes: ['OpenTelemetry::Instrumentation::Sidekiq'],
  systems: ['sidekiq'],
  toEvidence(span, observedAt, neighbours) {
    if (span.kind === spanKind.producer) return created(span, observedAt, neighbours);
    return span.kind === spanKind.consumer ? attempt(span, observedAt) : [];
  },
};

function subjectOf(span: SpanRow, names: RunNames): Subject {
  const job = textOf(span.attributes, 'messaging.sidekiq.job_class');
  return { system: 'sidekiq', queue: queueOf(span), names, facts: { job, correlation: correlationOf(span) } };
}

function created(span: SpanRow, observedAt: Micros, neighbours: Neighbours): Evidence[] {
  if (isError(span)) return [];
  const at = eventAt(span, 'created_at') ?? span.startedAt;
  const subject = subjectOf(span, { jobId: messageIdOf(span), createdBy: refOf(span) });
  return [createdItem(span, subject, observedAt, { at }), ...activeJobItem(span, subject, observedAt, neighbours)];
}

function attempt(span: SpanRow, observedAt: Micros): Evidence[] {
  const jobId = messageIdOf(span);
  const createdBy = creationOf(span);
  const names = jobId === undefined && !createdBy ? { attemptSpan: refOf(span) } : { jobId, createdBy };
  const subject = subjectOf(span, names);
  const error = errorOf(span);
  // Sidekiq exports neither the attempt's number nor whether another follows.
  const isInterrupted = interruptions.has(error?.type ?? '');
  const told = isInterrupted ? ({ outcome: 'released' } as const) : {};
  // Active Job, which may work inside, knows better.
  const item = attemptItem(span, subject, observedAt, told);
  return [item, ...recordItems(span, { ...subject, facts: noFacts }, observedAt)];
}

/** What the job's own record says of it, as the worker read it. Times before the span's start; the same from each attempt. */
function recordItems(span: SpanRow, subject: Subject, observedAt: Micros): Evidence[] {
  const createdAt = eventAt(span, 'created_at');
  const enqueuedAt = eventAt(span, 'enqueued_at');
  const items: Evidence[] = [];
  const add = (kind: 'created' | 'queued', at: Micros, facts: Subject['facts']): void => {
    const id = `record:${kind}:${at}`;
    const record = { role: kind, kind, at, observedAt, id, spanRef: null, fidelity: 'derived' } as const;
    items.push(evidenceFrom(span, { ...subject, facts }, record));
  };
  if (createdAt !== undefined) add('created', createdAt, noFacts);
  if (enqueuedAt !== undefined) {
    const isScheduled = createdAt !== undefined && enqueuedAt - createdAt >= scheduledUs;
    add('queued', enqueuedAt, isScheduled ? { dueAt: enqueuedAt } : noFacts);
  }
  return items;
}
