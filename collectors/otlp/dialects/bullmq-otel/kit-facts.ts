// What our worker kit adds to bullmq-otel's spans (otel/bullmq-added-job.ts): options of the job, its parent, the ids of a bulk.
import type { EvidenceEdge, RunFacts } from '#lib/domain/evidence.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import {
  ATTR_BULLMQ_BULK_IDS,
  ATTR_JOB_MAX_ATTEMPTS,
  ATTR_JOB_PARENT_ID,
  ATTR_JOB_PARENT_QUEUE,
  ATTR_JOB_PRIORITY,
  ATTR_JOB_SCHEDULED_AT,
} from '#otel/semconv.ts';
import { momentOf, textOf, wholeOf } from '../attribute.ts';

/** Facts of the job that the span adds; none without the kit. */
export function kitFacts({ attributes }: SpanRow): RunFacts {
  const facts: RunFacts = {};
  const maxAttempts = wholeOf(attributes, ATTR_JOB_MAX_ATTEMPTS, 1);
  if (maxAttempts !== undefined) facts.maxAttempts = maxAttempts;
  const dueAt = momentOf(attributes, ATTR_JOB_SCHEDULED_AT);
  if (dueAt !== undefined) facts.dueAt = dueAt;
  const priority = wholeOf(attributes, ATTR_JOB_PRIORITY);
  if (priority !== undefined) facts.priority = priority;
  return facts;
}

export function kitParent({ attributes }: SpanRow, queue: string): EvidenceEdge[] {
  const jobId = textOf(attributes, ATTR_JOB_PARENT_ID);
  if (jobId === undefined) return [];
  const parentQueue = textOf(attributes, ATTR_JOB_PARENT_QUEUE) ?? queue;
  return [{ kind: 'parent-job', to: { job: { system: 'bullmq', queue: parentQueue, jobId } } }];
}

/** Ids and names of the jobs that an `addBulk` span added; none without the kit. */
export function bulkJobs({ attributes }: SpanRow): { jobId: string; job: string | undefined }[] {
  const ids = attributes[ATTR_BULLMQ_BULK_IDS];
  const names = attributes['bullmq.job.bulk.names'];
  if (!Array.isArray(ids)) return [];
  return ids.flatMap((jobId, at) => {
    if (typeof jobId !== 'string' || jobId === '') return [];
    const job = Array.isArray(names) ? names[at] : undefined;
    return { jobId, job: typeof job === 'string' && job !== '' ? job : undefined };
  });
}
