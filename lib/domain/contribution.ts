// (signature first; implementation follows)
// What a stored run adds to rollups: a function of stored columns only, so that it can be taken back exactly whatever
// `derive` has learnt since (EVIDENCE.md, signed deltas).
import type { Micros } from '#lib/domain/evidence.ts';
import type { Sketch } from '#lib/stats/sketch.ts';

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

/** One row of `rollup_delta`; every number may be negative. `jobId` 0 = the queue's total. `bucket` in microseconds. */
export interface Contribution {
  grain: Grain;
  bucket: Micros;
  queueId: number;
  jobId: number;
  enqueued: number;
  started: number;
  succeeded: number;
  dead: number;
  cancelled: number;
  discarded: number;
  vanished: number;
  failedAttempts: number;
  succeededAttempts: number;
  retried: number;
  late: number;
  durationN: number;
  durationSumUs: number;
  waitN: number;
  waitSumUs: number;
  durationHist: Sketch;
  waitHist: Sketch;
  totalHist: Sketch;
}

/** Contributions by key: what one commit adds to `rollup_delta`. */
export type Deltas = Map<string, Contribution>;

/** Adds (`sign` 1) or takes back (-1) what a row contributes. `kept`: the grains still kept for a bucket; default all. */
export function addContribution(
  _deltas: Deltas,
  _row: StoredRun,
  _attempts: readonly StoredAttempt[],
  _sign: 1 | -1,
  _isKept?: (grain: Grain, bucket: Micros) => boolean,
): void {
  throw new Error('not implemented yet');
}

/** What one row contributes, as rows of their own. */
export function contributionOf(_row: StoredRun, _attempts: readonly StoredAttempt[]): Contribution[] {
  throw new Error('not implemented yet');
}

/** `a − b`, without the rows that come to nothing. */
export function subtract(_a: readonly Contribution[], _b: readonly Contribution[]): Contribution[] {
  throw new Error('not implemented yet');
}

/** True when adding this row would change nothing: leave it out of the commit. */
export function isNothing(_row: Contribution): boolean {
  throw new Error('not implemented yet');
}
