// Stop 3: a row of Graphile Worker's job table → evidence. Pure. A row tells its present state and how often it was begun; a job that
// succeeded has no row. Ids name what happened, not when it was read, so reading a row again adds nothing.
import type { SourceSettings } from '#lib/collector.ts';
import type { Evidence, Micros, RunError, RunFacts } from '#lib/domain/evidence.ts';
import { factsFromPayload, valueAt } from '#lib/watch/payload-facts.ts';
import type { JobChange, JobRow } from './job-row.ts';

export const system = 'graphile-worker';

export type Part = Pick<Evidence, 'kind' | 'at' | 'fidelity'> & Partial<Evidence> & { what: string };

type Known = Pick<JobRow, 'id' | 'task' | 'createdAt'>;

/** Says `parts` of the job that `row` is about. */
export function toEvidence(row: Known, parts: readonly Part[], source: SourceSettings, observedAt: Micros): Evidence[] {
  return parts.map(({ what, ...part }) => ({
    environment: source.environment,
    source: source.name,
    system,
    // What a worker subscribes to. Named queues only put jobs in a row, and there may be one for each user.
    queue: row.task,
    names: { jobId: row.id, bornAt: row.createdAt },
    id: `${system}:${row.id}:${what}`,
    atClock: 'backend',
    observedAt,
    ...part,
  }));
}

/** `observedAt`: when the row was read, by our clock; `readAt`: the same by the backend's. */
export function rowToEvidence(row: JobRow, source: SourceSettings, observedAt: Micros, readAt: Micros): Evidence[] {
  return toEvidence(
    row,
    [...enqueueing(row, source), ...pastAttempts(row, readAt), ...present(row)],
    source,
    observedAt,
  );
}

/**
 * A row that was there and is gone. The library deletes a job when it succeeded; seldom somebody removes one, which looks the same: hence
 * `inferred`. `at`: when that was noticed, by the backend's clock.
 */
export function goneToEvidence(
  row: Known & Pick<JobRow, 'attempts' | 'lockedAt'>,
  source: SourceSettings,
  observedAt: Micros,
  at: Micros,
): Evidence[] {
  // Seen free, it was taken once more since.
  const attempt = row.lockedAt === null ? row.attempts + 1 : row.attempts;
  const part: Part = {
    what: 'gone',
    kind: 'ended',
    at,
    fidelity: 'inferred',
    attempt,
    outcome: 'succeeded',
    isFinal: true,
  };
  return toEvidence(row, [part], source, observedAt);
}

export function factsOf(row: JobRow | JobChange, payload: unknown, source: SourceSettings): RunFacts {
  const { correlation, payload: allowed } = factsFromPayload(payload, source);
  // Set by the library on jobs that its crontab made: https://worker.graphile.org/docs/cron
  const isCron = typeof valueAt(payload, '/_cron/ts') === 'string';
  return {
    job: row.task,
    maxAttempts: row.maxAttempts,
    priority: row.priority,
    ...(isCron ? { schedule: row.task } : {}),
    ...(correlation ? { correlation } : {}),
    ...(allowed ? { payload: allowed } : {}),
  };
}

/** The library keeps the message only. */
export const errorOf = (message: string | null): RunError | undefined =>
  message === null ? undefined : { type: null, message };

function enqueueing(row: JobRow, source: SourceSettings): Part[] {
  const { createdBy } = factsFromPayload(row.payload, source);
  const created: Part = {
    what: 'created',
    kind: 'created',
    at: row.createdAt,
    fidelity: 'reported',
    facts: factsOf(row, row.payload, source),
    ...(createdBy ? { names: { jobId: row.id, bornAt: row.createdAt, createdBy } } : {}),
  };
  // `run_at` is the job's own due time only before its first attempt.
  if (row.attempts > 0 || row.runAt <= row.createdAt) return [created];
  return [created, { ...created, what: 'due', kind: 'scheduled', facts: { dueAt: row.runAt } }];
}

/** Attempts begun before the present one are over, also those that nobody saw. */
function pastAttempts(row: JobRow, readAt: Micros): Part[] {
  const count = row.lockedAt === null ? row.attempts : row.attempts - 1;
  const parts: Part[] = [];
  for (let attempt = 1; attempt <= count; attempt++) {
    const isLast = attempt === count;
    const past: Part = {
      what: `passed:${attempt}`,
      kind: 'ended',
      at: isLast ? failedAt(row, readAt) : row.createdAt,
      fidelity: 'inferred',
      attempt,
      outcome: 'failed',
      isFinal: isLast && isDead(row),
      error: isLast ? errorOf(row.lastError) : undefined,
    };
    // Without any error it did not fail: its worker was given up.
    const wasLost = row.lastError === null;
    parts.push(wasLost ? { what: past.what, kind: 'lost', at: past.at, fidelity: 'inferred', attempt } : past);
  }
  return parts;
}

function present(row: JobRow): Part[] {
  if (row.lockedAt !== null) {
    const started: Part = {
      what: `started:${row.attempts}:${row.lockedAt}`,
      kind: 'started',
      at: row.lockedAt,
      fidelity: 'reported',
    };
    return [{ ...started, attempt: row.attempts, worker: row.lockedBy ?? undefined }];
  }
  // A worker that was given up leaves no error: the job waits as before.
  if (row.attempts === 0 || (row.lastError === null && !isDead(row))) return [];
  const at = failedAt(row, row.runAt);
  if (isDead(row)) {
    return [{ what: `died:${row.attempts}`, kind: 'died', at, fidelity: 'reported', error: errorOf(row.lastError) }];
  }
  const facts = { dueAt: row.runAt };
  return [
    {
      what: `retry:${row.attempts}:${row.runAt}`,
      kind: 'retry-planned',
      at,
      fidelity: 'reported',
      attempt: row.attempts,
      facts,
    },
  ];
}

export const isDead = (row: Pick<JobRow, 'attempts' | 'maxAttempts' | 'lockedAt'>): boolean =>
  row.lockedAt === null && row.attempts >= row.maxAttempts;

/** A failure puts `run_at` e^min(attempts, 10) seconds ahead: https://worker.graphile.org/docs/exponential-backoff */
function failedAt(row: JobRow, readAt: Micros): Micros {
  const us = Math.round(row.runAt - Math.exp(Math.min(row.attempts, 10)) * 1_000_000);
  return Math.max(row.createdAt, Math.min(us, readAt));
}
