// Runs against a ledger: every difference as a sentence. Pure.
import type { Attempt, Run } from '#lib/domain/run.ts';
import type { Between, ToldAttempt, ToldJob } from '#lib/testing/work-ledger.ts';

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
  const first = told[0];
  if (first && run.attempts[0]?.startedAt !== null) {
    const wait = waitOf(job, first.started);
    faults.push(...outside('wait', run.waitUs, wait, toleranceMs.wait, result.waitErrorsMs));
  } else if (first && isComplete) faults.push('wait is not known');
  const last = told.findLast(({ ended }) => ended !== null);
  if (last?.ended && (isComplete || last === told.at(-1))) {
    const duration = { from: last.ended.from - last.started.to, to: last.ended.to - last.started.from };
    faults.push(...outside('duration', run.durationUs, duration, toleranceMs.duration, result.durationErrorsMs));
  }
  return faults;
}

/** Where a later attempt overwrote the last error, none is shown: that is not another error. */
function isLastErrorHidden(run: Run, told: readonly ToldAttempt[]): boolean {
  return run.error === null && told.at(-1)?.error === null && told.some(({ error }) => error !== null);
}

function attemptDifferences(read: Attempt, told: ToldAttempt, number: number): string[] {
  const faults: string[] = [];
  if (read.state !== told.state) faults.push(`attempt ${number} is ${read.state}, not ${told.state}`);
  const error = read.error?.message ?? null;
  if (error !== told.error) faults.push(`attempt ${number} failed with ${error}, not ${told.error}`);
  return faults;
}

/** Between the moment it could begin and its first start, both of which are known to an interval only. */
function waitOf({ enqueued, dueMs, delayMs }: ToldJob, started: Between): Between {
  const readyFrom = Math.max(enqueued.from + delayMs, dueMs);
  const readyTo = Math.max(enqueued.to + delayMs, dueMs);
  return { from: Math.max(0, started.from - readyTo), to: Math.max(0, started.to - readyFrom) };
}

function outside(what: string, us: number | null, told: Between, tolerance: number, errors: number[]): string[] {
  if (us === null) return [`${what} is not known`];
  const ms = us / 1000;
  errors.push(Math.max(0, told.from - ms, ms - told.to));
  if (ms >= told.from - tolerance && ms <= told.to + tolerance) return [];
  return [`${what} is ${ms} ms, not ${told.from} to ${told.to} ms`];
}
