// Jobs of a Ruby backend that Active Job enqueued: both are instrumented, each knows the job by an id of its own, and all of it is one run.
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { evidenceFrom, type Neighbours, noFacts, parentRefOf, refOf, type Subject } from './dialect.ts';
import { messageIdOf } from './messaging-span.ts';

/**
 * That the job enqueued in `span` is the one of Active Job's enqueueing around it. Of the backends only Sidekiq hands its id to the attempts of
 * Active Job, so this is mostly all that joins the two.
 */
export function activeJobItem(span: SpanRow, subject: Subject, observedAt: Micros, neighbours: Neighbours): Evidence[] {
  const parent = parentRefOf(span);
  const above = parent && neighbours.find(parent.traceId, parent.spanId);
  const jobId = above && above.attributes['messaging.system'] === 'active_job' ? messageIdOf(above) : undefined;
  if (jobId === undefined) return [];
  const backendJobId = subject.names.jobId;
  // Where the backend has no ids, its attempts are known by this span.
  const names = backendJobId === undefined ? { jobId, createdBy: refOf(span) } : { jobId, backendJobId };
  const item = { role: 'active-job', kind: 'facts', at: span.startedAt, observedAt } as const;
  return [evidenceFrom(span, { ...subject, names, facts: noFacts }, item)];
}
