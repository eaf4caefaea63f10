// The run's state from proof, never from hope: a later attempt overrides an earlier end; dead needs proof that no attempt
// follows; what ended without word of a next step waits for it.
import type { DerivedAttempt } from '#lib/domain/derive-attempt.ts';
import type { Evidence, Fidelity, Micros } from '#lib/domain/evidence.ts';
import type { RunState } from '#lib/domain/run.ts';
import { isAfter, type Moment, momentOf, stronger, weaker } from '#lib/domain/witness.ts';

export interface Verdict {
  state: RunState;
  fidelity: Fidelity;
  /** The moment of a final state that is no attempt's end: cancellation, discarding, vanishing, death without an attempt. */
  overAt: Micros | null;
  overFidelity: Fidelity;
  /** What the run turned to after its last attempt began, with no other word of that attempt's end. */
  leftAt: Moment | null;
}

type Phase = 'waiting' | 'over';
const phases: Partial<Record<Evidence['kind'], { phase: Phase; rank: number; state: RunState }>> = {
  scheduled: { phase: 'waiting', rank: 0, state: 'scheduled' },
  blocked: { phase: 'waiting', rank: 1, state: 'blocked' },
  queued: { phase: 'waiting', rank: 2, state: 'queued' },
  'retry-planned': { phase: 'waiting', rank: 3, state: 'retrying' },
  vanished: { phase: 'over', rank: 4, state: 'vanished' },
  discarded: { phase: 'over', rank: 5, state: 'discarded' },
  cancelled: { phase: 'over', rank: 6, state: 'cancelled' },
  died: { phase: 'over', rank: 7, state: 'dead' },
};

/** `attempts` in order; `rest`: evidence of no attempt, sorted by `compareEvidence`; `maxAttempts` as reported, or null. */
export function deriveState(
  attempts: readonly DerivedAttempt[],
  rest: readonly Evidence[],
  maxAttempts: number | null,
): Verdict {
  const last = attempts.at(-1);
  if (!last) return withoutAttempts(rest);
  const later = rest.filter((item) => phases[item.kind] && isAfter(momentOf(item), last.starts));
  if (last.outcome === null) return whileRunning(last, later);
  const next = latestOf(
    later.filter((item) => isWaiting(item) && isAfter(momentOf(item), endsOf(last), !isOpenEnd(last))),
  );
  const over = overOf(later, next);
  if (last.outcome === 'succeeded') {
    return next ? verdictOf(next) : plain('succeeded', last.endFidelity);
  }
  if (over?.kind === 'cancelled') return verdictOf(over);
  if (last.outcome === 'failed') return afterFailure(attempts, last, next, over, maxAttempts);
  if (over) return verdictOf(over);
  if (last.outcome === 'lost') return plain('retrying', weaker(last.endFidelity, 'derived'));
  if (next) return verdictOf(next);
  // Given back: it waits again. Ended without a known outcome, and nothing since: that is all there is to say.
  return last.outcome === 'released'
    ? plain('queued', weaker(last.endFidelity, 'derived'))
    : { ...plain('vanished', 'unknown'), overAt: last.attempt.finishedAt, overFidelity: 'unknown' };
}

function afterFailure(
  attempts: readonly DerivedAttempt[],
  last: DerivedAttempt,
  next: Evidence | null,
  over: Evidence | null,
  maxAttempts: number | null,
): Verdict {
  const made = last.reported ?? attempts.filter(({ outcome }) => outcome === 'failed').length;
  const hasUsedAll = maxAttempts !== null && made >= maxAttempts && last.isFinal !== false;
  if (last.isFinal === true || hasUsedAll) {
    if (next) return plain('retrying', weaker(next.fidelity, 'derived'));
    return plain('dead', last.isFinal === true ? last.finalityFidelity : weaker(last.endFidelity, 'derived'));
  }
  if (over) return verdictOf(over);
  if (last.isFinal === false) return plain('retrying', last.finalityFidelity);
  if (next) return plain('retrying', weaker(next.fidelity, 'derived'));
  return plain('retrying', maxAttempts === null ? 'inferred' : weaker(last.endFidelity, 'derived'));
}

function whileRunning(last: DerivedAttempt, later: readonly Evidence[]): Verdict {
  const latest = latestOf(later);
  if (!latest) return plain('running', stronger(last.startFidelity, 'inferred'));
  return { ...verdictOf(latest), leftAt: momentOf(latest) };
}

function withoutAttempts(rest: readonly Evidence[]): Verdict {
  const latest = latestOf(rest.filter((item) => phases[item.kind]));
  if (latest) return verdictOf(latest);
  let created: Evidence | null = null;
  for (const item of rest) if (item.kind === 'created') created ??= item;
  if (!created) return plain('queued', 'unknown');
  const dueAt = created.facts?.dueAt;
  return plain(dueAt !== undefined && dueAt > created.at ? 'scheduled' : 'queued', weaker(created.fidelity, 'derived'));
}

/** Moments by which the attempt was over; by its start where none is known. */
const endsOf = (attempt: DerivedAttempt): readonly Moment[] =>
  attempt.ends.length > 0 ? attempt.ends : attempt.starts;

/** After an end that leads on by itself (failed, given back), waiting in the same tick of the clock is what follows. */
const isOpenEnd = (attempt: DerivedAttempt): boolean => attempt.outcome !== 'succeeded' && attempt.isFinal !== true;

const isWaiting = (item: Evidence): boolean => phases[item.kind]?.phase === 'waiting';

/** The latest ending of the run as a whole that nothing has reopened since. */
function overOf(later: readonly Evidence[], next: Evidence | null): Evidence | null {
  const over = latestOf(later.filter((item) => !isWaiting(item)));
  return over && next && isAfter(momentOf(next), [momentOf(over)]) ? null : over;
}

/** The latest item by time; of one moment, the one that is furthest on. */
function latestOf(items: readonly Evidence[]): Evidence | null {
  let latest: Evidence | null = null;
  for (const item of items) {
    if (latest === null || item.at > latest.at || (item.at === latest.at && rankOf(item) > rankOf(latest)))
      latest = item;
  }
  return latest;
}

const rankOf = (item: Evidence): number => phases[item.kind]?.rank ?? -1;

const plain = (state: RunState, fidelity: Fidelity): Verdict => ({
  state,
  fidelity,
  overAt: null,
  overFidelity: 'unknown',
  leftAt: null,
});

function verdictOf(item: Evidence): Verdict {
  const phase = phases[item.kind];
  if (!phase) return plain('queued', 'unknown');
  const fidelity = phase.state === 'vanished' ? weaker(item.fidelity, 'inferred') : item.fidelity;
  if (phase.phase === 'waiting') return plain(phase.state, fidelity);
  return { ...plain(phase.state, fidelity), overAt: item.at, overFidelity: fidelity };
}
