// What Redis itself says of a BullMQ job: the answer that spans must lead to.
import type { Job } from 'bullmq';

export interface BullmqTruth {
  queue: string;
  job: string;
  jobId: string | undefined;
  state: string;
  /** Made, and started: a stalled or released execution is started, and not made. */
  attempts: number;
  attemptsStarted: number;
  maxAttempts: number;
  createdAtMs: number;
  delayMs: number;
  processedAtMs: number | null;
  finishedAtMs: number | null;
  failedReason: string | null;
  parent: string | null;
  schedule: string | null;
}

/** `from`: the id of the job that added this one, of which Redis knows nothing. */
export async function truthOf(job: Job, from?: string): Promise<BullmqTruth> {
  return {
    queue: job.queueName,
    job: job.name,
    jobId: job.id,
    state: await job.getState(),
    attempts: job.attemptsMade,
    attemptsStarted: job.attemptsStarted,
    maxAttempts: job.opts.attempts ?? 1,
    createdAtMs: job.timestamp,
    delayMs: job.opts.delay ?? 0,
    processedAtMs: job.processedOn ?? null,
    finishedAtMs: job.finishedOn ?? null,
    failedReason: job.failedReason ?? null,
    parent: job.parentKey?.split(':').at(-1) ?? from ?? null,
    schedule: job.repeatJobKey ?? null,
  };
}
