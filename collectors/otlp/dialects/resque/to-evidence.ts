// Resque (gem opentelemetry-instrumentation-resque). What each span means: README.md beside this file.
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import { type SpanRow, spanKind } from '#lib/ingest/span-row.ts';
import { activeJobItem } from '../active-job-around.ts';
import { textOf } from '../attribute.ts';
import { correlationOf } from '../correlation.ts';
import { type Dialect, type Neighbours, refOf, type Subject } from '../dialect.ts';
import { attemptItem, createdItem, creationOf, queueOf } from '../messaging-span.ts';
import { isError } from '../span-error.ts';

export const resque: Dialect = {
  name: 'resque',
  scopes: ['OpenTelemetry::Instrumentation::Resque'],
  systems: ['resque'],
  toEvidence(span, observedAt, neighbours) {
    if (span.kind === spanKind.producer) return isError(span) ? [] : created(span, observedAt, neighbours);
    return span.kind === spanKind.consumer ? [attempt(span, observedAt)] : [];
  },
};

function subjectOf(span: SpanRow, names: Subject['names']): Subject {
  const job = textOf(span.attributes, 'messaging.resque.job_class');
  return { system: 'resque', queue: queueOf(span), names, facts: { job, correlation: correlationOf(span) } };
}

function created(span: SpanRow, observedAt: Micros, neighbours: Neighbours): Evidence[] {
  const subject = subjectOf(span, { createdBy: refOf(span) });
  return [createdItem(span, subject, observedAt), ...activeJobItem(span, subject, observedAt, neighbours)];
}

/** Resque's jobs have no id: only the link or parent to the span that enqueued one joins the two. */
function attempt(span: SpanRow, observedAt: Micros): Evidence {
  const createdBy = creationOf(span);
  return attemptItem(span, subjectOf(span, createdBy ? { createdBy } : { attemptSpan: refOf(span) }), observedAt);
}
