// One execution's evidence to one attempt: how it ended, when, how long it took, who ran it, what went wrong.
import type { Cluster } from '#lib/domain/attempt-cluster.ts';
import type { AttemptOutcome, Evidence, Fidelity, Micros, RunError } from '#lib/domain/evidence.ts';
import type { Attempt } from '#lib/domain/run.ts';
import {
  bestValue,
  compareMoments,
  compareWitness,
  isOneClock,
  type Moment,
  stronger,
  weaker,
} from '#lib/domain/witness.ts';

/** An attempt with what the run's state is decided from. */
export interface DerivedAttempt {
  attempt: Attempt;
  /** By reported number; null = counted. */
  reported: number | null;
  numberFidelity: Fidelity;
  /** null = it has not ended as far as is known; `unknown` = it has, nobody says how. */
  outcome: AttemptOutcome | null;
  /** true = proof that no attempt follows, false = another will, null = nobody says. */
  isFinal: boolean | null;
  finalityFidelity: Fidelity;
  starts: Moment[];
  ends: Moment[];
  startFidelity: Fidelity;
  endFidelity: Fidelity;
  durationFidelity: Fidelity;
}

interface End {
  item: Evidence;
  outcome: AttemptOutcome;
  at: Micros | null;
}

/** `number` is filled in by the caller, who knows the order. */
export function deriveAttempt(cluster: Cluster): DerivedAttempt {
  const { items } = cluster;
  const ends = endsOf(items);
  const said = best(ends, compareEnds)?.outcome ?? null;
  // A success is the last of its number: where another execution followed, the backend had taken the run away from this one.
  const outcome = cluster.isOvertaken && said === 'succeeded' ? 'lost' : said;
  const start = best(cluster.starts, compareMoments);
  const timed = ends.every((end) => isTimed(end, said)) ? ends : ends.filter((end) => isTimed(end, said));
  const end = best(timed, compareTimed);
  const duration = outcome === null ? null : durationOf(cluster.starts, timed, start, end);
  const span = bestValue(items, spanOf);
  const endFidelity = outcome === 'unknown' ? 'unknown' : outcome === said ? fidelityOf(ends, said) : 'inferred';
  const startFidelity = start?.item.fidelity ?? 'unknown';
  const isFinal = outcome === 'failed' ? finalityOf(items) : null;
  return {
    attempt: {
      number: 0,
      state: outcome === null ? 'running' : outcome === 'unknown' ? 'released' : outcome,
      willRetry: outcome === 'succeeded' ? false : null,
      startedAt: start?.at ?? null,
      finishedAt: end?.at ?? null,
      durationUs: duration?.us ?? null,
      worker: bestValue(items, workerOf),
      error: outcome === 'succeeded' ? null : errorOf(items),
      traceId: span?.traceId ?? null,
      spanId: span?.spanId ?? null,
      fidelity: outcome === null ? startFidelity : endFidelity,
    },
    reported: cluster.number,
    numberFidelity: bestValue(items, numberingOf) ?? 'derived',
    outcome,
    isFinal,
    finalityFidelity: isFinal === null ? 'unknown' : finalityFidelityOf(items, isFinal),
    starts: cluster.starts,
    ends: cluster.ends,
    startFidelity,
    endFidelity,
    durationFidelity: duration?.fidelity ?? 'unknown',
  };
}

/** A number was skipped, or a next attempt began without word of this one's end: some worker vanished with it. */
export function lostAttempt(number: number): DerivedAttempt {
  const attempt: Attempt = {
    number,
    state: 'lost',
    willRetry: true,
    startedAt: null,
    finishedAt: null,
    durationUs: null,
    worker: null,
    error: null,
    traceId: null,
    spanId: null,
    fidelity: 'inferred',
  };
  return {
    attempt,
    reported: number,
    numberFidelity: 'inferred',
    outcome: 'lost',
    isFinal: null,
    finalityFidelity: 'unknown',
    starts: [],
    ends: [],
    startFidelity: 'unknown',
    endFidelity: 'inferred',
    durationFidelity: 'unknown',
  };
}

const spanOf = (item: Evidence): Evidence['spanRef'] => item.spanRef;
const workerOf = (item: Evidence): Evidence['worker'] => item.worker;
/** How well an item that tells the number knows it. */
const numberingOf = (item: Evidence): Fidelity | undefined => (item.attempt === undefined ? undefined : item.fidelity);
const isTimed = (end: End, said: AttemptOutcome | null): boolean => end.outcome === said && end.at !== null;
const compareTimed = (a: End, b: End): number => softness(a.item) - softness(b.item) || compareWitness(a.item, b.item);

/** A list of one is made as such: it takes a tenth of what one takes that is added to. */
function endsOf(items: readonly Evidence[]): End[] {
  let ends: End[] | null = null;
  for (const item of items) {
    const end = endOf(item);
    if (end === null) continue;
    if (ends === null) ends = [end];
    else ends.push(end);
  }
  return ends ?? [];
}

function endOf(item: Evidence): End | null {
  switch (item.kind) {
    case 'attempt':
      if (item.endAt === undefined && item.outcome === undefined) return null;
      return { item, outcome: item.outcome ?? 'unknown', at: item.endAt ?? null };
    case 'ended':
      return { item, outcome: item.outcome ?? 'unknown', at: item.at };
    case 'lost':
    case 'released':
      return { item, outcome: item.kind, at: item.at };
    case 'died':
    case 'retry-planned':
      return { item, outcome: 'failed', at: item.at };
    default:
      return null;
  }
}

/** That a retry is planned, or that the run died, says that the attempt failed, but when it did only roughly. */
const softness = (item: Evidence): number => (item.kind === 'died' || item.kind === 'retry-planned' ? 1 : 0);
/** An outcome beats a disappearance, and that beats not knowing. */
const vagueness: Record<AttemptOutcome, number> = { succeeded: 0, failed: 0, lost: 1, released: 1, unknown: 2 };

function compareEnds(a: End, b: End): number {
  return (
    vagueness[a.outcome] - vagueness[b.outcome] || softness(a.item) - softness(b.item) || compareWitness(a.item, b.item)
  );
}

function best<T>(all: readonly T[], compare: (a: T, b: T) => number): T | null {
  let found: T | null = null;
  for (const one of all) if (found === null || compare(one, found) < 0) found = one;
  return found;
}

function fidelityOf(ends: readonly End[], outcome: AttemptOutcome | null): Fidelity {
  let fidelity: Fidelity = 'unknown';
  for (const end of ends) {
    if (end.outcome !== outcome) continue;
    fidelity = stronger(fidelity, softness(end.item) ? weaker(end.item.fidelity, 'derived') : end.item.fidelity);
  }
  return fidelity;
}

/** Proof of death, else what the best-ranked witness says of another attempt. */
function finalityOf(items: readonly Evidence[]): boolean | null {
  if (items.some((item) => item.kind === 'died')) return true;
  const stated = bestValue(items, (item) => (item.outcome === 'failed' ? item.isFinal : undefined));
  return stated ?? (items.some((item) => item.kind === 'retry-planned') ? false : null);
}

function finalityFidelityOf(items: readonly Evidence[], isFinal: boolean): Fidelity {
  let fidelity: Fidelity = 'unknown';
  for (const item of items) {
    const isSaid =
      item.kind === (isFinal ? 'died' : 'retry-planned') || (item.outcome === 'failed' && item.isFinal === isFinal);
    if (isSaid) fidelity = stronger(fidelity, item.fidelity);
  }
  return fidelity;
}

/** Start to end by one clock, best-ranked first; by two clocks only if there is no such pair, and then never negative. */
function durationOf(
  starts: readonly Moment[],
  ends: readonly End[],
  start: Moment | null,
  end: End | null,
): { us: number; fidelity: Fidelity } | null {
  let us = 0;
  let first: Evidence | null = null;
  let second: Evidence | null = null;
  for (const from of starts) {
    for (const to of ends) {
      if (!isOneClock(from.item, to.item) || to.at === null || to.at < from.at || !isMeasured(to.item)) continue;
      if (first && second && (compareWitness(from.item, first) || compareWitness(to.item, second)) >= 0) continue;
      us = to.at - from.at;
      first = from.item;
      second = to.item;
    }
  }
  if (first && second) return { us, fidelity: weaker(first.fidelity, second.fidelity) };
  if (!start || !end || end.at === null || !isMeasured(end.item)) return null;
  return { us: Math.max(0, end.at - start.at), fidelity: 'inferred' };
}

/** When an attempt must have ended by now, or a retry was planned, is no measure of how long it took. A span measures itself. */
const isMeasured = (item: Evidence): boolean =>
  item.kind === 'attempt' || (!softness(item) && item.fidelity !== 'inferred' && item.fidelity !== 'unknown');

const saidError = (item: Evidence): Evidence['error'] => item.error;

/** The best-ranked witness's error; type and stack from the next one that has them. */
function errorOf(items: readonly Evidence[]): RunError | null {
  const error = bestValue(items, saidError);
  if (!error) return null;
  const type = error.type ?? bestValue(items, (item) => item.error?.type ?? undefined);
  const stack = error.stack ?? bestValue(items, (item) => item.error?.stack ?? undefined);
  return stack ? { type, message: error.message, stack } : { type, message: error.message };
}
