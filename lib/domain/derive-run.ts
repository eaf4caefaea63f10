// The heart: what a set of evidence says about a run. A pure function of the set, so order and repetition cannot matter; every
// field takes its best-ranked witness, and says how well it is known (EVIDENCE.md, "A run is a set of evidence").
import { clusterAttempts } from '#lib/domain/cluster-attempts.ts';
import { type DerivedAttempt, deriveAttempt, lostAttempt } from '#lib/domain/derive-attempt.ts';
import { deriveFacts } from '#lib/domain/derive-facts.ts';
import { deriveState, type Verdict } from '#lib/domain/derive-state.ts';
import { deriveWait, type Enqueueing } from '#lib/domain/derive-wait.ts';
import { type Evidence, evidenceKinds, type Fidelity, type Micros } from '#lib/domain/evidence.ts';
import { finalStates, type Run } from '#lib/domain/run.ts';
import { sortFew } from '#lib/domain/sort-few.ts';
import { compareEvidence } from '#lib/domain/unite-evidence.ts';
import {
  bestValue,
  compareMoments,
  compareWitness,
  isAfter,
  type Moment,
  momentOf,
  weaker,
} from '#lib/domain/witness.ts';
import { AppError } from '#lib/errors.ts';

const knownKinds: ReadonlySet<string> = new Set(evidenceKinds);
const isKnown = ({ kind }: Evidence): boolean => knownKinds.has(kind);

/** Skipped numbers become lost attempts up to here; beyond it (old evidence is capped) numbers just begin later. */
const mostFilled = 32;

/** The view of one run, whose evidence (normalised, at least one item) these are. Throws AppError('internal') for an empty set. */
export function deriveRun(evidence: readonly Evidence[]): Run {
  if (evidence.length === 0) throw new AppError('internal', 'A run without evidence cannot be derived.');
  const sorted = inOrder(evidence);
  const ranked = sortFew(sorted.slice(), compareWitness);
  const facts = deriveFacts(ranked);
  const { clusters, rest } = clusterAttempts(sorted);
  const derived = numbered(clusters.map(deriveAttempt));
  const verdict = deriveState(derived, rest, facts.maxAttempts);
  closeAttempts(derived, verdict);
  const firstStarted = derived.find(({ attempt }) => attempt.startedAt !== null);
  const enqueueing = enqueueingOf(sorted, ranked, firstStarted?.starts ?? []);
  // Only the first attempt's start ends the wait; if earlier attempts were not seen, it is not known.
  const isFirst = firstStarted !== undefined && firstStarted.attempt.number === 1;
  const wait = deriveWait(enqueueing, isFirst ? firstStarted.starts : []);
  const finished = finishOf(derived, verdict);
  const lastEnded = derived.findLast(({ attempt }) => attempt.durationUs !== null);
  const lastFailed = derived.findLast(({ attempt }) => attempt.error !== null);
  const attempts = derived.map(({ attempt }) => attempt);
  const { enqueuedAt } = enqueueing;
  // Written out: a spread of the facts would be grown field by field.
  return {
    environment: facts.environment,
    source: facts.source,
    system: facts.system,
    queue: facts.queue,
    job: facts.job,
    jobId: facts.jobId,
    state: verdict.state,
    attempts,
    maxAttempts: facts.maxAttempts,
    enqueuedAt,
    dueAt: enqueueing.dueAt,
    startedAt: firstStarted?.attempt.startedAt ?? null,
    finishedAt: finished.at,
    waitUs: wait.us,
    durationUs: lastEnded?.attempt.durationUs ?? null,
    totalUs: finished.at !== null && enqueuedAt !== null ? Math.max(0, finished.at - enqueuedAt) : null,
    worker: attempts.findLast(({ worker }) => worker !== null)?.worker ?? null,
    version: facts.version,
    tenant: facts.tenant,
    schedule: facts.schedule,
    priority: facts.priority,
    correlation: facts.correlation,
    traceId: traceOf(derived, sorted),
    error: lastFailed?.attempt.error ?? bestValue(rest, errorOf),
    isSkewed: wait.isSkewed,
    fidelity: {
      state: verdict.fidelity,
      enqueuedAt: enqueueing.fidelity,
      startedAt: firstStarted ? (isFirst ? firstStarted.startFidelity : 'inferred') : 'unknown',
      finishedAt: finished.fidelity,
      waitMs: wait.fidelity,
      durationMs: lastEnded?.durationFidelity ?? 'unknown',
      attempts: countFidelity(derived, sorted),
    },
  };
}

/** The evidence that this version understands, in canonical order; as stored it is so already. */
function inOrder(evidence: readonly Evidence[]): readonly Evidence[] {
  const known = evidence.every(isKnown) ? evidence : evidence.filter(isKnown);
  // What only a newer version understands still has a name to show.
  const items = known.length > 0 ? known : evidence;
  for (let i = 1; i < items.length; i++) {
    if (compareEvidence(items[i - 1] as Evidence, items[i] as Evidence) > 0)
      return sortFew(items.slice(), compareEvidence);
  }
  return items;
}

/** What lists and rollups sort by: enqueued, else started, else finished, else the first moment in the evidence. */
export function orderedAtOf(run: Run, items: readonly Evidence[]): Micros {
  return run.enqueuedAt ?? run.startedAt ?? run.finishedAt ?? earliestOf(items);
}

/** The earliest moment in the evidence: what a new run's id is minted from (clamp it to existing partitions). */
export function earliestOf(items: readonly Evidence[]): Micros {
  let earliest = Number.POSITIVE_INFINITY;
  for (const item of items) earliest = Math.min(earliest, item.names.bornAt ?? item.at, item.at);
  return earliest;
}

/** Numbers in order of execution; where reported numbers skip some, lost attempts stand in for them. */
function numbered(derived: DerivedAttempt[]): DerivedAttempt[] {
  const first = derived[0];
  if (first && derived.length === 1 && (first.reported ?? 1) === 1) {
    first.attempt.number = 1;
    return derived;
  }
  const all: DerivedAttempt[] = [];
  let number = 0;
  let highest = 0;
  let unnumbered = 0;
  for (const one of derived) {
    if (one.reported === null) unnumbered++;
    else {
      const missing = one.reported - highest - 1 - unnumbered;
      if (missing > mostFilled) number += missing;
      else for (let i = 0; i < missing; i++) all.push(lostAttempt(++number));
      highest = Math.max(highest, one.reported);
      unnumbered = 0;
    }
    one.attempt.number = ++number;
    all.push(one);
  }
  return all;
}

/** What only the order and the run's state tell of an attempt: that a later one followed it, that it was left. */
function closeAttempts(derived: readonly DerivedAttempt[], verdict: Verdict): void {
  for (let i = 0; i < derived.length; i++) {
    const { attempt, outcome, isFinal } = derived[i] as DerivedAttempt;
    const isLast = i === derived.length - 1;
    if (!isLast) {
      if (outcome === null) {
        attempt.state = 'lost';
        attempt.fidelity = 'inferred';
      }
      if (attempt.state !== 'succeeded') attempt.willRetry = true;
      continue;
    }
    if (outcome === null && verdict.state !== 'running') {
      attempt.state = verdict.state === 'vanished' ? 'lost' : 'released';
      attempt.fidelity = weaker(verdict.fidelity, 'derived');
      if (!finalStates.has(verdict.state)) attempt.finishedAt = verdict.leftAt?.at ?? null;
    }
    if (attempt.state === 'running' || attempt.state === 'succeeded') continue;
    const isGuess = verdict.fidelity === 'inferred' || verdict.fidelity === 'unknown';
    if (finalStates.has(verdict.state)) attempt.willRetry = false;
    else attempt.willRetry = isFinal === false || !isGuess ? true : null;
  }
}

/** Creation as its witnesses state it; the job's birth where the backend's record tells; else when it was first seen waiting. */
function enqueueingOf(sorted: readonly Evidence[], ranked: readonly Evidence[], starts: readonly Moment[]): Enqueueing {
  const created = ranked.filter(isCreation).map(tell);
  // Told after the work began, it is a retry that was published like a new job; unless nobody told of the first time.
  const first = created.filter((moment) => isBefore(moment, starts));
  const moments = first.length > 0 ? first : created;
  if (!moments.some(isByBackend)) {
    for (const item of ranked) {
      const { bornAt } = item.names;
      if (bornAt !== undefined && item.atClock === 'backend') moments.push({ at: bornAt, item });
    }
  }
  let ceiling: Fidelity = 'reported';
  if (moments.length === 0) {
    ceiling = 'derived';
    const first = sorted.find((item) => isWaitingKind(item) && isBefore(tell(item), starts));
    if (first) moments.push(tell(first));
  }
  let chosen: Moment | null = null;
  for (const moment of moments) {
    if (chosen === null || compareMoments(moment, chosen) < 0) chosen = moment;
  }
  let dueAt: Micros | null = null;
  for (const item of ranked) {
    const due = item.facts?.dueAt ?? item.names.slot?.dueAt;
    // A retry's due time, or that of a job put aside while it ran, is not the run's own.
    if (due === undefined || item.kind === 'retry-planned' || (isWaitingKind(item) && !isBefore(tell(item), starts)))
      continue;
    dueAt = due;
    break;
  }
  return {
    enqueuedAt: chosen?.at ?? null,
    fidelity: chosen ? weaker(chosen.item.fidelity, ceiling) : 'unknown',
    ceiling,
    dueAt,
    moments,
  };
}

const tell = (item: Evidence): Moment => momentOf(item);
const isCreation = ({ kind }: Evidence): boolean => kind === 'created';
const isByBackend = ({ item }: Moment): boolean => item.atClock === 'backend';
const isBefore = (moment: Moment, starts: readonly Moment[]): boolean =>
  starts.length === 0 || !isAfter(moment, starts);
const isWaitingKind = ({ kind }: Evidence): boolean => kind === 'queued' || kind === 'scheduled' || kind === 'blocked';

function finishOf(derived: readonly DerivedAttempt[], verdict: Verdict): { at: Micros | null; fidelity: Fidelity } {
  if (!finalStates.has(verdict.state)) return { at: null, fidelity: 'unknown' };
  const last = derived.at(-1);
  const isByAttempt =
    last && (verdict.state === 'succeeded' || (verdict.state === 'dead' && last.outcome === 'failed'));
  const at = isByAttempt ? last.attempt.finishedAt : verdict.overAt;
  const fidelity = isByAttempt ? last.endFidelity : verdict.overFidelity;
  return { at, fidelity: at === null ? 'unknown' : fidelity };
}

/** The first attempt's trace, else the producer's. */
function traceOf(derived: readonly DerivedAttempt[], sorted: readonly Evidence[]): string | null {
  const ofAttempt = derived.find(({ attempt }) => attempt.traceId !== null)?.attempt.traceId;
  return ofAttempt ?? bestValue(sorted, traceIdOf);
}

const traceIdOf = (item: Evidence): string | undefined => item.spanRef?.traceId ?? item.names.createdBy?.traceId;
const errorOf = (item: Evidence): Evidence['error'] => item.error;

function countFidelity(derived: readonly DerivedAttempt[], items: readonly Evidence[]): Fidelity {
  const last = derived.at(-1);
  // No attempt was seen: a backend would have said so, spans come only when an attempt ends.
  if (!last) return items.some(({ atClock }) => atClock === 'backend') ? 'derived' : 'unknown';
  if (last.reported === last.attempt.number) return last.numberFidelity;
  return derived.some(({ numberFidelity }) => numberFidelity === 'inferred') ? 'inferred' : 'derived';
}
