// delayed_job (gem opentelemetry-instrumentation-delayed_job). What each span means: README.md beside this file.
import type { Evidence, Micros, RunFacts } from '#lib/domain/evidence.ts';
import { type SpanRow, spanKind } from '#lib/ingest/span-row.ts';
import { activeJobItem } from '../active-job-around.ts';
import { textOf, wholeOf } from '../attribute.ts';
import { correlationOf } from '../correlation.ts';
import { type Dialect, type Neighbours, refOf, type Subject } from '../dialect.ts';
import { attemptItem, createdItem, eventAt, messageIdOf, queueOf } from '../messaging-span.ts';
import { isError } from '../span-error.ts';

/** A job for now has a `run_at` of now; later than this after it was made, it was meant for later. */
const laterUs = 1_000_000;

export const delayedJob: Dialect = {
  name: 'delayed-job',
  scopes: ['OpenTelemetry::Instrumentation::DelayedJob'],
  systems: ['delayed_job'],
  toEvidence(span, observedAt, neighbours) {
    const jobId = messageIdOf(span);
    if (span.kind === spanKind.producer)
      return jobId === undefined || isError(span) ? [] : created(span, jobId, observedAt, neighbours);
    return span.kind === spanKind.consumer ? [attempt(span, jobId, observedAt)] : [];
  },
};

function subjectOf(span: SpanRow, names: Subject['names']): Subject {
  const facts: RunFacts = {
    job: textOf(span.attributes, 'messaging.delayed_job.name'),
    correlation: correlationOf(span),
    priority: wholeOf(span.attributes, 'messaging.delayed_job.priority', Number.MIN_SAFE_INTEGER),
  };
  return { system: 'delayed_job', queue: queueOf(span), names, facts };
}

function created(span: SpanRow, jobId: string, observedAt: Micros, neighbours: Neighbours): Evidence[] {
  const subject = subjectOf(span, { jobId, createdBy: refOf(span) });
  const runAt = eventAt(span, 'run_at');
  if (runAt !== undefined && runAt - span.startedAt > laterUs) subject.facts.dueAt = runAt;
  return [createdItem(span, subject, observedAt), ...activeJobItem(span, subject, observedAt, neighbours)];
}

/** `attempts` counts those made before. Enqueueing and working share no trace and no link: the id alone joins them. */
function attempt(span: SpanRow, jobId: string | undefined, observedAt: Micros): Evidence {
  const subject = subjectOf(span, jobId === undefined ? { attemptSpan: refOf(span) } : { jobId });
  const before = wholeOf(span.attributes, 'messaging.delayed_job.attempts');
  // Later attempts' `run_at` is that of the retry.
  const runAt = before === 0 ? eventAt(span, 'run_at') : undefined;
  if (runAt !== undefined) subject.facts.dueAt = runAt;
  const worker = textOf(span.attributes, 'messaging.delayed_job.locked_by');
  const number = before === undefined ? undefined : before + 1;
  return attemptItem(span, subject, observedAt, worker ? { attempt: number, worker } : { attempt: number });
}
