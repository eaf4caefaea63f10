// What a stored run adds to rollups: a function of stored columns only, so that it can be taken back exactly whatever `derive`
// has learnt since (EVIDENCE.md, "Signed deltas"). Changing what is counted here needs rollups to be rebuilt.
import type { Micros } from '#lib/domain/evidence.ts';
import { attemptStates, runStates } from '#lib/domain/run.ts';
import { addToSketch, mergeSketches, type Sketch } from '#lib/stats/sketch.ts';

/** The columns of `run` that contributions read. Moments in microseconds. */
export interface StoredRun {
  queueId: number;
  jobId: number | null;
  /** Position in `runStates`. */
  state: number;
  enqueuedAt: Micros | null;
  startedAt: Micros | null;
  finishedAt: Micros | null;
  orderedAt: Micros;
  waitUs: number | null;
  durationUs: number | null;
  totalUs: number | null;
  /** Bit 17 of `fidelity`. */
  isLate: boolean;
  /** `redirect_to` is set: counts for nothing. */
  isRedirect: boolean;
}

/** The columns of `attempt` that contributions read. */
export interface StoredAttempt {
  /** Position in `attemptStates`. */
  state: number;
  willRetry: boolean | null;
  finishedAt: Micros | null;
}

/** Bucket widths in seconds, finest first. 60 s is kept for queue totals only. */
export const grains = [60, 300, 3600, 86400] as const;
export type Grain = (typeof grains)[number];

const counts = [
  'enqueued',
  'started',
  'succeeded',
  'dead',
  'cancelled',
  'discarded',
  'vanished',
  'failedAttempts',
  'succeededAttempts',
  'retried',
  'late',
  'durationN',
  'durationSumUs',
  'waitN',
  'waitSumUs',
] as const;
type Count = (typeof counts)[number];
const histograms = ['durationHist', 'waitHist', 'totalHist'] as const;
type Histogram = (typeof histograms)[number];

/** One row of `rollup` or of `rollup_delta`, where every number may be negative. `jobId` 0 = the queue's total. `bucket` in microseconds. */
export interface Contribution extends Record<Count, number>, Record<Histogram, Sketch> {
  grain: Grain;
  bucket: Micros;
  queueId: number;
  jobId: number;
}

/** Contributions by key. */
export type Deltas = Map<string, Contribution>;
/** Whether rollups of this grain and bucket are still kept; what is not kept gets no delta. */
export type IsKept = (grain: Grain, bucket: Micros) => boolean;

/**
 * Adds (`sign` 1) or takes back (−1) what a row contributes, to the queue's total and to its job: enqueued in the bucket of
 * `enqueuedAt`, started and wait in that of `startedAt`, outcome, duration and total in that of `finishedAt`, attempts in that of
 * their own finish. A late run adds only to `late`, in the bucket of `orderedAt`; a redirect adds nothing.
 */
export function addContribution(
  deltas: Deltas,
  row: StoredRun,
  attempts: readonly StoredAttempt[],
  sign: 1 | -1,
  isKept: IsKept = () => true,
): void {
  contribute(row, attempts, sign, all, (moment, add) => {
    for (const grain of grains) {
      const width = grain * 1_000_000;
      const bucket = Math.floor(moment / width) * width;
      if (!isKept(grain, bucket)) continue;
      add(rowOf(deltas, grain, bucket, row.queueId, 0));
      if (grain !== 60 && row.jobId !== null) add(rowOf(deltas, grain, bucket, row.queueId, row.jobId));
    }
  });
}

/** Which parts of a contribution are meant. */
export interface Parts {
  enqueueing: boolean;
  start: boolean;
  finish: boolean;
  attempts: boolean;
}
const all: Parts = { enqueueing: true, start: true, finish: true, attempts: true };

/** Tells `at` of every moment that counts, and what is added to each bucket it falls into. */
export function contribute(
  row: StoredRun,
  attempts: readonly StoredAttempt[],
  sign: 1 | -1,
  parts: Parts,
  at: (moment: Micros, add: (to: Contribution) => void) => void,
): void {
  if (row.isRedirect) return;
  if (row.isLate) {
    at(row.orderedAt, (to) => {
      to.late += sign;
    });
    return;
  }
  const { enqueuedAt, startedAt, finishedAt, waitUs, durationUs, totalUs } = row;
  if (parts.enqueueing && enqueuedAt !== null) {
    at(enqueuedAt, (to) => {
      to.enqueued += sign;
    });
  }
  if (parts.start && startedAt !== null) {
    at(startedAt, (to) => {
      to.started += sign;
      if (waitUs === null) return;
      to.waitN += sign;
      to.waitSumUs += sign * waitUs;
      addToSketch(to.waitHist, waitUs, sign);
    });
  }
  if (parts.finish && finishedAt !== null) {
    const outcome = outcomeCount(row.state);
    at(finishedAt, (to) => {
      if (outcome !== null) to[outcome] += sign;
      if (durationUs !== null) {
        to.durationN += sign;
        to.durationSumUs += sign * durationUs;
        addToSketch(to.durationHist, durationUs, sign);
      }
      if (totalUs !== null) addToSketch(to.totalHist, totalUs, sign);
    });
  }
  if (parts.attempts) for (const attempt of attempts) addAttempt(attempt, sign, at);
}

function addAttempt(
  attempt: StoredAttempt,
  sign: number,
  at: (moment: Micros, add: (to: Contribution) => void) => void,
): void {
  const state = attemptStates[attempt.state];
  if (attempt.finishedAt === null) return;
  if (state === 'succeeded') {
    at(attempt.finishedAt, (to) => {
      to.succeededAttempts += sign;
    });
  } else if (state === 'failed' || state === 'lost') {
    at(attempt.finishedAt, (to) => {
      to.failedAttempts += sign;
      if (attempt.willRetry === true) to.retried += sign;
    });
  }
}

function outcomeCount(state: number): 'succeeded' | 'dead' | 'cancelled' | 'discarded' | 'vanished' | null {
  switch (runStates[state]) {
    case 'succeeded':
    case 'dead':
    case 'cancelled':
    case 'discarded':
    case 'vanished':
      return runStates[state];
    default:
      return null;
  }
}

/** The row of this key, made where there is none. */
export function rowOf(deltas: Deltas, grain: Grain, bucket: Micros, queueId: number, jobId: number): Contribution {
  const key = `${grain} ${bucket} ${queueId} ${jobId}`;
  let row = deltas.get(key);
  if (row === undefined) {
    row = emptyContribution(grain, bucket, queueId, jobId);
    deltas.set(key, row);
  }
  return row;
}

export function emptyContribution(grain: Grain, bucket: Micros, queueId: number, jobId: number): Contribution {
  return {
    grain,
    bucket,
    queueId,
    jobId,
    enqueued: 0,
    started: 0,
    succeeded: 0,
    dead: 0,
    cancelled: 0,
    discarded: 0,
    vanished: 0,
    failedAttempts: 0,
    succeededAttempts: 0,
    retried: 0,
    late: 0,
    durationN: 0,
    durationSumUs: 0,
    waitN: 0,
    waitSumUs: 0,
    durationHist: new Map(),
    waitHist: new Map(),
    totalHist: new Map(),
  };
}

/** What one row contributes, as rows of their own. */
export function contributionOf(row: StoredRun, attempts: readonly StoredAttempt[]): Contribution[] {
  const deltas: Deltas = new Map();
  addContribution(deltas, row, attempts, 1);
  return [...deltas.values()];
}

/** `a − b`, without the rows that come to nothing. */
export function subtract(a: readonly Contribution[], b: readonly Contribution[]): Contribution[] {
  const deltas: Deltas = new Map();
  for (const row of a) addRow(deltas, row, 1);
  for (const row of b) addRow(deltas, row, -1);
  return [...deltas.values()].filter((row) => !isNothing(row));
}

/** Adds one contribution (times `sign`) to the row of its key. */
export function addRow(deltas: Deltas, row: Contribution, sign: 1 | -1): void {
  const to = rowOf(deltas, row.grain, row.bucket, row.queueId, row.jobId);
  addTo(to, row, sign);
}

/** Adds the counts and histograms of `row` (times `sign`) to `to`, whatever their keys. */
export function addTo(to: Contribution, row: Contribution, sign: 1 | -1 = 1): void {
  for (const count of counts) to[count] += sign * row[count];
  for (const histogram of histograms) mergeSketches(to[histogram], row[histogram], sign);
}

/** True when adding this row would change nothing: leave it out of the commit. */
export function isNothing(row: Contribution): boolean {
  return counts.every((count) => row[count] === 0) && histograms.every((histogram) => row[histogram].size === 0);
}
