// Stop 3: a change that the outbox noted → evidence. Pure. Every change names a moment to the microsecond, so all is `reported`.
import type { SourceSettings } from '#lib/collector.ts';
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import type { JobChange } from './job-row.ts';
import { errorOf, factsOf, type Part, toEvidence } from './to-evidence.ts';

/** `observedAt`: when the outbox was read, by our clock. */
export function changeToEvidence(change: JobChange, source: SourceSettings, observedAt: Micros): Evidence[] {
  return toEvidence(change, partsOf(change, source), source, observedAt);
}

function partsOf(change: JobChange, source: SourceSettings): Part[] {
  if (change.op === 'INSERT') return inserted(change, source);
  return change.op === 'DELETE' ? [deleted(change)] : updated(change);
}

const part = (change: JobChange, what: Omit<Part, 'what' | 'at' | 'fidelity'>, suffix = ''): Part => ({
  what: `outbox:${change.xid}:${change.seq}${suffix}`,
  at: change.at,
  fidelity: 'reported',
  ...what,
});

function inserted(change: JobChange, source: SourceSettings): Part[] {
  const created: Part = {
    ...part(change, { kind: 'created', facts: factsOf(change, change.carrier, source) }),
    at: change.createdAt,
  };
  if (change.runAt <= change.createdAt) return [created];
  return [created, { ...created, what: `${created.what}:due`, kind: 'scheduled', facts: { dueAt: change.runAt } }];
}

/** A job is deleted when it succeeded, in the hands of its worker; one that nobody held was removed by somebody. */
function deleted(change: JobChange): Part {
  if (change.lockedAt === null) return part(change, { kind: 'cancelled' });
  return part(change, {
    kind: 'ended',
    attempt: change.attempts,
    outcome: 'succeeded',
    isFinal: true,
    worker: change.lockedBy ?? undefined,
  });
}

function updated(change: JobChange): Part[] {
  const { wasLockedAt, lockedAt } = change;
  if (lockedAt !== null) return wasLockedAt === lockedAt ? [] : [begun(change)];
  if (wasLockedAt !== null) return givenUp(change);
  return unheld(change);
}

function begun(change: JobChange): Part {
  return part(change, { kind: 'started', attempt: change.attempts, worker: change.lockedBy ?? undefined });
}

/** The lock is gone and the job is still there: the attempt failed, was returned unworked, or its worker was given up. */
function givenUp(change: JobChange): Part[] {
  const attempt = change.wasAttempts ?? change.attempts;
  const worker = change.wasLockedBy ?? undefined;
  if (change.attempts < attempt) return [part(change, { kind: 'released', attempt, worker })];
  // A failure moves `run_at` into the future, by at least a second; a worker that is given up leaves it where it is, or at now.
  const isFailure = change.lastError !== null && change.runAt > change.at;
  if (!isFailure) return [part(change, { kind: 'lost', attempt, worker })];
  const isFinal = change.attempts >= change.maxAttempts;
  const ended = part(change, {
    kind: 'ended',
    attempt,
    outcome: 'failed',
    isFinal,
    worker,
    error: errorOf(change.lastError),
  });
  const next: Omit<Part, 'what' | 'at' | 'fidelity'> = isFinal
    ? { kind: 'died', error: errorOf(change.lastError) }
    : { kind: 'retry-planned', attempt, facts: { dueAt: change.runAt } };
  return [ended, part(change, next, ':next')];
}

/** A job that nobody holds was changed by hand. */
function unheld(change: JobChange): Part[] {
  if (change.attempts >= change.maxAttempts) {
    return [part(change, { kind: 'died', error: errorOf(change.lastError) })];
  }
  if (change.runAt === change.wasRunAt && change.attempts === change.wasAttempts) return [];
  const facts = { dueAt: change.runAt };
  // From the dead, or from the wait for another attempt: it will be taken again.
  if ((change.wasAttempts ?? 0) > 0) return [part(change, { kind: 'retry-planned', facts })];
  return [part(change, { kind: 'scheduled', facts })];
}
