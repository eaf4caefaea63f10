// Stop 3: BullMQ's event log → evidence, alike for its Redis stream and its PostgreSQL table. Pure. The log tells every start and every
// final end, but of a failed attempt that is tried again only that the job was put back; its number is counted along here, and its
// error is read from the job's record.
import type { SourceSettings } from '#lib/collector.ts';
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import { factsFromPayload } from '#lib/watch/payload-facts.ts';
import { countEnds } from './count-ends.ts';
import { errorOfAttempt, type JobFacts, namesByProducer, toError } from './job-facts.ts';

export const system = 'bullmq';

export interface BullEvent {
  /** Stream id, or row id: unique in the queue. */
  id: string;
  at: Micros;
  event: string;
  jobId: string;
  prev?: string;
  /** `delayed`: when it is due, epoch milliseconds. */
  delayMs?: number;
  failedReason?: string;
  name?: string;
}

/** How far a job has come, by what was read so far. Short names: it is stored in the cursor. */
export interface OpenJob {
  /** Attempts that ended and count as made. */
  m: number;
  /** An attempt is running. */
  r: boolean;
  /** The job's `timestamp`, milliseconds. */
  b: number | null;
}

/** A record whose creation lies this much after an event is that of a later job with the same id. */
const clockToleranceMs = 5_000;

export interface Followed {
  evidence: Evidence[];
  /** `open` as it is after the events. Jobs that came to an end are gone from it. */
  open: Map<string, OpenJob>;
}

/** `events`: of one queue, in order. `facts`: records as read after the events. */
export function followEvents(
  queue: string,
  events: readonly BullEvent[],
  facts: ReadonlyMap<string, JobFacts>,
  before: ReadonlyMap<string, OpenJob>,
  source: SourceSettings,
  observedAt: Micros,
): Followed {
  const open = new Map(before);
  const evidence: Evidence[] = [];
  const addedAt = new Map(events.flatMap((event, index) => (event.event === 'added' ? [[event.jobId, index]] : [])));
  const completedAt = new Map(
    events.flatMap((event, index) => (event.event === 'completed' ? [[event.jobId, index]] : [])),
  );
  const endsLater = countEnds(events);
  events.forEach((event, index) => {
    const { jobId } = event;
    if (!jobId) return;
    // A record belongs to the latest job of its id: what happened before that one was added is not in it.
    const isOfRecord = index >= (addedAt.get(jobId) ?? -1);
    const record = isOfRecord ? recordAt(facts.get(jobId), event.at) : undefined;
    let job = event.event === 'added' ? undefined : open.get(jobId);
    if (!job) {
      const { certain = 0, putBack = 0 } = endsLater[index] ?? {};
      const made = event.event === 'added' || !record ? 0 : Math.max(0, record.made - certain - putBack);
      job = { m: made, r: false, b: record?.timestampMs ?? null };
      open.set(jobId, job);
    }
    job.b ??= record?.timestampMs ?? null;
    const next = events.slice(index + 1, index + 40).find((later) => later.jobId === jobId);
    const parts = partsOf(event, { ...job }, record, {
      isStalledNext: next?.event === 'stalled',
      isSucceeded: (completedAt.get(jobId) ?? -1) > index || hasSucceeded(record),
      certain: endsLater[index]?.certain ?? 0,
    });
    for (const part of parts.evidence) {
      const { what, ...rest } = part;
      evidence.push({
        environment: source.environment,
        source: source.name,
        system,
        queue,
        names: { jobId, ...(job.b === null ? {} : { bornAt: job.b * 1000 }) },
        id: `${system}:${queue}:${event.id}${what ? `:${what}` : ''}`,
        at: event.at,
        atClock: 'backend',
        observedAt,
        fidelity: 'reported',
        ...rest,
      });
    }
    if (event.event === 'added') tellCreation(evidence.at(-1), record, source);
    if (parts.job) open.set(jobId, { ...parts.job, b: job.b });
    else open.delete(jobId);
  });
  return { evidence, open };
}

type Part = Partial<Evidence> & Pick<Evidence, 'kind'> & { what?: string };

/** What is known of later: the next event of the job, whether the record is that of a success, and how many ends follow that surely count. */
interface Later {
  isStalledNext: boolean;
  isSucceeded: boolean;
  certain: number;
}

function partsOf(
  { event, prev, delayMs, failedReason, name }: BullEvent,
  job: OpenJob,
  record: JobFacts | undefined,
  later: Later,
): { evidence: Part[]; job: OpenJob | null } {
  const attempt = job.m + 1;
  switch (event) {
    case 'added':
      return { evidence: [{ kind: 'created', facts: name ? { job: name } : undefined }], job };
    case 'waiting':
      if (prev !== 'active') return { evidence: [{ kind: 'queued' }], job: { ...job, r: false } };
      if (later.isStalledNext) return { evidence: [{ kind: 'queued' }], job };
      return putBack(job, record, later, [{ what: 'queued', kind: 'queued' }]);
    case 'delayed': {
      const facts = delayMs === undefined ? undefined : { dueAt: delayMs * 1000 };
      if (!job.r) return { evidence: [{ kind: 'scheduled', facts }], job };
      const isFailure = hasFailed(job, record, later);
      const then: Part = isFailure
        ? { what: 'next', kind: 'retry-planned', attempt, facts }
        : { what: 'next', kind: 'scheduled', facts };
      return putBack(job, record, later, [then]);
    }
    case 'active': {
      const worker = record?.made === job.m ? (record.worker ?? undefined) : undefined;
      return { evidence: [{ kind: 'started', attempt, worker }], job: { ...job, r: true } };
    }
    case 'stalled':
      return { evidence: [{ kind: 'lost', attempt }], job: { ...job, r: false } };
    case 'completed':
      return { evidence: [{ kind: 'ended', attempt, outcome: 'succeeded', isFinal: true }], job: null };
    case 'failed': {
      const known = record && errorOfAttempt(record, attempt, false);
      const error = failedReason ? toError(failedReason, known?.stack ?? undefined) : known;
      if (!job.r && prev !== 'active') return { evidence: [{ kind: 'died', error }], job: { ...job, r: false } };
      // Kept open: a retry by hand goes on counting.
      return {
        evidence: [{ kind: 'ended', attempt, outcome: 'failed', isFinal: true, error }],
        job: { ...job, m: attempt, r: false },
      };
    }
    case 'waiting-children':
      return job.r
        ? { evidence: [{ what: 'end', kind: 'released', attempt }, { kind: 'blocked' }], job: { ...job, r: false } }
        : { evidence: [{ kind: 'blocked' }], job };
    case 'removed':
      return { evidence: prev === 'completed' || prev === 'failed' ? [] : [{ kind: 'discarded' }], job: null };
    default:
      return { evidence: [], job };
  }
}

/** The record of a job that failed first keeps its last reason: only that one attempt left no stack tells that it went well at last. */
const hasSucceeded = (record: JobFacts | undefined): boolean =>
  record !== undefined && record.finishedOnMs !== null && record.made > record.stacktrace.length;

/**
 * The attempts made grow with a failure, and not when the processor gave the job back (rate limit, move to delayed). The record may be
 * of a later moment: ends that follow and count for sure are not this one's.
 */
function hasFailed(job: OpenJob, record: JobFacts | undefined, { certain }: Later): boolean {
  if (!record) return true;
  const isEndUnseen = record.finishedOnMs !== null && certain === 0;
  return record.made - Math.max(certain, isEndUnseen ? 1 : 0) > job.m;
}

function putBack(
  job: OpenJob,
  record: JobFacts | undefined,
  later: Later,
  then: Part[],
): { evidence: Part[]; job: OpenJob } {
  const attempt = job.m + 1;
  if (!hasFailed(job, record, later)) {
    return {
      evidence: [{ what: 'end', kind: 'released', attempt, fidelity: 'derived' }, ...then],
      job: { ...job, r: false },
    };
  }
  const error = record && errorOfAttempt(record, attempt, later.isSucceeded);
  const ended: Part = {
    what: 'end',
    kind: 'ended',
    attempt,
    outcome: 'failed',
    isFinal: false,
    fidelity: 'derived',
    error,
  };
  return { evidence: [ended, ...then], job: { ...job, m: attempt, r: false } };
}

/** What only the record knows of a job's creation. */
function tellCreation(created: Evidence | undefined, record: JobFacts | undefined, source: SourceSettings): void {
  if (!created || !record || record.name === null) return;
  const { correlation, createdBy, payload } = factsFromPayload(record.data, source, record.carrier);
  created.facts = {
    job: record.name,
    maxAttempts: record.maxAttempts,
    priority: record.priority,
    schedule: record.schedulerId ?? undefined,
    correlation,
    payload,
  };
  const { jobId } = created.names;
  if (createdBy && jobId !== undefined) created.names = { ...created.names, ...namesByProducer(jobId, createdBy) };
  if (record.parent) {
    const { queue, jobId } = record.parent;
    created.edges = [{ kind: 'parent-job', to: { job: { system, queue, jobId } } }];
  }
}

function recordAt(record: JobFacts | undefined, at: Micros): JobFacts | undefined {
  return record && record.timestampMs <= at / 1000 + clockToleranceMs ? record : undefined;
}
