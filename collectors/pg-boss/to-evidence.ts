// Stop 3: a row of pg-boss's job table → evidence. Pure. pg-boss keeps no log: a row tells its present state and, by its retry count,
// how many attempts failed before. Ids name what happened, not when it was read, so reading a row again adds nothing.
import type { SourceSettings } from '#lib/collector.ts';
import type { Evidence, EvidenceEdge, Micros, RunError } from '#lib/domain/evidence.ts';
import { factsFromPayload } from '#lib/watch/payload-facts.ts';
import type { JobRow } from './job-row.ts';

export const system = 'pg-boss';

type Part = Pick<Evidence, 'kind' | 'at' | 'fidelity'> & Partial<Evidence> & { what: string };

/** `observedAt`: when the row was read, by our clock; `readAt`: the same by the backend's. */
export function jobToEvidence(row: JobRow, source: SourceSettings, observedAt: Micros, readAt: Micros): Evidence[] {
  const payload = factsFromPayload(row.data, source, row.traceContext);
  const names = { jobId: row.id, bornAt: row.createdOn };
  return partsOf(row, source, readAt).map(({ what, ...part }) => ({
    environment: source.environment,
    source: source.name,
    system,
    queue: row.name,
    names: what === 'created' && payload.createdBy ? { ...names, createdBy: payload.createdBy } : names,
    id: `${system}:${row.id}:${what}`,
    atClock: 'backend',
    observedAt,
    ...part,
  }));
}

/** A row that was there, was not at its end, and is gone. `at`: when that was noticed, by the backend's clock. */
export function goneToEvidence(
  row: Pick<JobRow, 'id' | 'name' | 'state' | 'createdOn' | 'keepUntil'>,
  source: SourceSettings,
  observedAt: Micros,
  at: Micros,
): Evidence {
  // Rows that nobody took are deleted when their retention is over; every other deletion is somebody's doing.
  const isOverdue = row.state !== 'active' && row.keepUntil !== null && row.keepUntil <= at;
  return {
    environment: source.environment,
    source: source.name,
    system,
    queue: row.name,
    names: { jobId: row.id, bornAt: row.createdOn },
    id: `${system}:${row.id}:gone`,
    kind: isOverdue ? 'discarded' : 'vanished',
    at: isOverdue ? (row.keepUntil ?? at) : at,
    atClock: 'backend',
    observedAt,
    fidelity: 'inferred',
  };
}

/** A schedule made this job. */
export function firedToEvidence(
  fired: { schedule: string; queue: string; id: string; createdOn: Micros },
  source: SourceSettings,
  observedAt: Micros,
): Evidence {
  return {
    environment: source.environment,
    source: source.name,
    system,
    queue: fired.queue,
    names: { jobId: fired.id, bornAt: fired.createdOn },
    id: `${system}:${fired.id}:schedule`,
    kind: 'facts',
    at: fired.createdOn,
    atClock: 'backend',
    observedAt,
    fidelity: 'reported',
    facts: { schedule: fired.schedule },
  };
}

function partsOf(row: JobRow, source: SourceSettings, readAt: Micros): Part[] {
  return [...enqueueing(row, source), ...earlierAttempts(row), ...lastAttempt(row, readAt), ...outcome(row)];
}

function enqueueing(row: JobRow, source: SourceSettings): Part[] {
  const { correlation, payload } = factsFromPayload(row.data, source, row.traceContext);
  const created: Part = {
    what: 'created',
    kind: 'created',
    at: row.createdOn,
    fidelity: 'reported',
    facts: { job: row.name, maxAttempts: row.retryLimit + 1, priority: row.priority, correlation, payload },
  };
  const edges: EvidenceEdge[] = row.parents.map((job) => ({ kind: 'parent-job', to: { job: { system, ...job } } }));
  if (row.sourceName !== null && row.sourceId !== null) {
    edges.push({ kind: 'dead-letter-of', to: { job: { system, queue: row.sourceName, jobId: row.sourceId } } });
  }
  if (edges.length > 0) created.edges = edges;
  const parts = [created];
  // `start_after` is written anew with every retry, and when the jobs that it waited for are done: before, it is the job's own due time.
  const isOriginal = row.retryCount === 0 && row.state !== 'retry' && (row.parents.length === 0 || row.isBlocked);
  if (isOriginal && row.startAfter > row.createdOn) {
    const { startAfter } = row;
    parts.push({
      what: 'scheduled',
      kind: 'scheduled',
      at: row.createdOn,
      fidelity: 'reported',
      facts: { dueAt: startAfter },
    });
  }
  if (row.isBlocked) parts.push({ what: 'blocked', kind: 'blocked', at: row.createdOn, fidelity: 'derived' });
  return parts;
}

/** A retry count of n proves that n attempts failed, also those that nobody saw. */
function earlierAttempts(row: JobRow): Part[] {
  const parts: Part[] = [];
  const latest = row.startedOn ?? row.createdOn;
  const isTold = row.state === 'active' && row.output !== null;
  for (let number = 1; number <= row.retryCount; number++) {
    parts.push({
      what: `passed:${number}`,
      kind: 'ended',
      at: latest,
      fidelity: 'inferred',
      attempt: number,
      outcome: 'failed',
      isFinal: false,
      // While an attempt runs, the output is still that of the one before.
      error: isTold && number === row.retryCount ? errorOf(row.output) : undefined,
    });
  }
  return parts;
}

function lastAttempt(row: JobRow, readAt: Micros): Part[] {
  if (row.startedOn === null) return [];
  const number = row.retryCount + 1;
  const parts: Part[] = [
    { what: `started:${number}`, kind: 'started', at: row.startedOn, fidelity: 'reported', attempt: number },
  ];
  const ended = { what: `ended:${number}`, kind: 'ended', attempt: number } as const;
  if (row.state === 'completed' && row.completedOn !== null) {
    parts.push({ ...ended, at: row.completedOn, fidelity: 'reported', outcome: 'succeeded', isFinal: true });
  } else if (row.state === 'failed' && row.completedOn !== null) {
    const error = errorOf(row.output);
    parts.push({ ...ended, at: row.completedOn, fidelity: 'reported', outcome: 'failed', isFinal: true, error });
  } else if (row.state === 'retry') {
    const at = failedAt(row, row.startedOn, readAt);
    const error = errorOf(row.output);
    parts.push({
      ...ended,
      at: at.us,
      fidelity: at.isExact ? 'derived' : 'inferred',
      outcome: 'failed',
      isFinal: false,
      error,
    });
    const facts = { dueAt: row.startAfter };
    parts.push({
      what: `retry:${number}`,
      kind: 'retry-planned',
      at: at.us,
      fidelity: 'reported',
      attempt: number,
      facts,
    });
  }
  return parts;
}

/**
 * When a row in `retry` failed: pg-boss stores only when it may start again, which without backoff is the failure plus the delay. With
 * backoff the delay is random, and all that is known is that it was before now.
 */
function failedAt(row: JobRow, startedOn: Micros, readAt: Micros): { us: Micros; isExact: boolean } {
  const us = row.startAfter - row.retryDelay * 1_000_000;
  if (!row.retryBackoff && us >= startedOn) return { us, isExact: true };
  return { us: Math.max(startedOn, Math.min(row.startAfter, readAt)), isExact: false };
}

function outcome(row: JobRow): Part[] {
  const at = row.completedOn;
  if (at === null) return [];
  if (row.state === 'cancelled') return [{ what: `cancelled:${at}`, kind: 'cancelled', at, fidelity: 'reported' }];
  if (row.state === 'failed' && row.startedOn === null)
    return [{ what: 'died', kind: 'died', at, fidelity: 'reported', error: errorOf(row.output) }];
  if (row.state === 'completed' && row.startedOn === null) {
    // Completed by hand, without any worker.
    return [{ what: 'ended:0', kind: 'ended', at, fidelity: 'reported', outcome: 'succeeded', isFinal: true }];
  }
  return [];
}

/** pg-boss stores an Error's name, message and stack, and wraps what is no object in `value`. */
export function errorOf(output: unknown): RunError | undefined {
  if (output === null || output === undefined) return undefined;
  if (typeof output !== 'object') return { type: null, message: String(output) };
  const { name, message, stack, value } = output as Record<string, unknown>;
  if (typeof message === 'string') {
    return {
      type: typeof name === 'string' ? name : null,
      message,
      stack: typeof stack === 'string' ? stack : null,
    };
  }
  if (value !== undefined) return errorOf(value);
  return { type: null, message: JSON.stringify(output) };
}
