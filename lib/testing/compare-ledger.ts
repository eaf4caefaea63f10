// Runs against a ledger: every difference as a sentence. Pure.
import type { Attempt, Run } from '#lib/domain/run.ts';
import { type Between, type ToldAttempt, type ToldJob, timesOf } from '#lib/testing/work-ledger.ts';

/** By how much a figure may lie outside of what the ledger allows. */
const toleranceMs = { wait: 50, duration: 20 };

export interface Comparison {
  /** One sentence a difference. */
  faults: string[];
  /** How far each figure lies outside of what the ledger allows, in ms, the worst last. */
  waitErrorsMs: number[];
  durationErrorsMs: number[];
  /** Attempts that polling did not see as they went, and says so of. */
  marked: number;
}

/** `isComplete`: the backend tells of every attempt. Else final states must be right, and what is not known must be marked so. */
export function compareLedger(
  runs: ReadonlyMap<string, Run>,
  jobs: readonly ToldJob[],
  { isComplete }: { isComplete: boolean },
): Comparison {
  const result: Comparison = { faults: [], waitErrorsMs: [], durationErrorsMs: [], marked: 0 };
  for (const job of jobs) {
    const run = runs.get(`${job.queue} ${job.jobId}`);
    const name = `${job.kind} ${job.queue}/${job.jobId}`;
    if (!run) result.faults.push(`${name}: no run`);
    else result.faults.push(...differences(run, job, isComplete, result).map((fault) => `${name}: ${fault}`));
  }
  for (const errors of [result.waitErrorsMs, result.durationErrorsMs]) errors.sort((a, b) => a - b);
  return result;
}

function differences(run: Run, job: ToldJob, isComplete: boolean, result: Comparison): string[] {
  const faults: string[] = [];
  const same = (what: string, read: unknown, told: unknown): void => {
    if (read !== told) faults.push(`${what} is ${JSON.stringify(read)}, not ${JSON.stringify(told)}`);
  };
  same('state', run.state, job.state);
  const correlation = run.correlation?.id ?? null;
  if (!job.isForgotten || correlation !== null) same('correlation', correlation, job.correlationId);
  same('schedule', run.schedule, job.schedule);
  const told = job.attempts;
  // A job that nobody worked on has no attempt, and none of its figures.
  same('number of attempts', run.attempts.length, told.length);
  if (isComplete || !isLastErrorHidden(run, told)) {
    same('error', run.error?.message ?? null, told.findLast(({ error }) => error !== null)?.error ?? null);
  }
  told.forEach((attempt, index) => {
    const read = run.attempts[index];
    if (!read) return;
    const isMarked = !isComplete && read.fidelity === 'inferred';
    if (isMarked) result.marked++;
    else faults.push(...attemptDifferences(read, attempt, index + 1));
  });
  const { waitMs, durationMs } = timesOf(job);
  const isFirstSeen = isComplete || run.attempts[0]?.startedAt !== null;
  if (waitMs && isFirstSeen) faults.push(...outside('wait', run.waitUs, waitMs, toleranceMs.wait, result.waitErrorsMs));
  if (durationMs)
    faults.push(...outside('duration', run.durationUs, durationMs, toleranceMs.duration, result.durationErrorsMs));
  return faults;
}

/** Where a success overwrote the last error, an earlier one is shown or none; which attempt it is of is compared attempt by attempt. */
function isLastErrorHidden(run: Run, told: readonly ToldAttempt[]): boolean {
  const message = run.error?.message ?? null;
  const earlier = told.flatMap(({ error }) => error ?? []);
  return told.at(-1)?.state === 'succeeded' && earlier.length > 0 && (message === null || earlier.includes(message));
}

function attemptDifferences(read: Attempt, told: ToldAttempt, number: number): string[] {
  const faults: string[] = [];
  if (read.state !== told.state) faults.push(`attempt ${number} is ${read.state}, not ${told.state}`);
  const error = read.error?.message ?? null;
  if (error !== told.error) faults.push(`attempt ${number} failed with ${error}, not ${told.error}`);
  return faults;
}

function outside(what: string, us: number | null, told: Between, tolerance: number, errors: number[]): string[] {
  if (us === null) return [`${what} is not known`];
  const ms = us / 1000;
  errors.push(Math.max(0, told.from - ms, ms - told.to));
  if (ms >= told.from - tolerance && ms <= told.to + tolerance) return [];
  return [`${what} is ${ms} ms, not ${told.from} to ${told.to} ms`];
}
