// What workers and producers wrote down while they worked: the truth that runs are held against, job by job. A moment is noted as the
// interval in which it must lie (from what came surely before it to what came surely after), so that a busy machine widens the truth and
// not the tolerance.

import type { AttemptState, RunState } from '#lib/domain/run.ts';
import { AppError } from '#lib/errors.ts';

/** A moment lies between these, in epoch milliseconds. */
export interface Between {
  from: number;
  to: number;
}

export interface ToldAttempt {
  state: AttemptState;
  error: string | null;
  started: Between;
  /** null = it never ended by itself: its worker was killed. */
  ended: Between | null;
}

export interface ToldJob {
  queue: string;
  jobId: string;
  /** Which way of ending it was made to show. */
  kind: string;
  state: RunState;
  attempts: ToldAttempt[];
  enqueued: Between;
  /** When it was to begin at the earliest: 0 = at once, by a moment or by a delay from when it was enqueued. */
  dueMs: number;
  delayMs: number;
  correlationId: string | null;
  /** Its data is gone with its end: whether it was read before is a matter of chance. */
  isForgotten: boolean;
  /** By which schedule, and as whose child. */
  schedule: string | null;
  parentJobId: string | null;
}

type JobNote = Omit<ToldJob, 'attempts' | 'schedule' | 'parentJobId' | 'dueMs' | 'delayMs' | 'isForgotten'> &
  Partial<Pick<ToldJob, 'schedule' | 'parentJobId' | 'dueMs' | 'delayMs' | 'isForgotten'>>;

/** From when it could begin to its first start, and its last attempt that ended; null = there is none. */
export function timesOf({ enqueued, dueMs, delayMs, attempts }: ToldJob): {
  waitMs: Between | null;
  durationMs: Between | null;
} {
  const started = attempts[0]?.started;
  const readyFrom = Math.max(enqueued.from + delayMs, dueMs);
  const readyTo = Math.max(enqueued.to + delayMs, dueMs);
  const last = attempts.findLast(({ ended }) => ended !== null);
  return {
    waitMs: started ? { from: Math.max(0, started.from - readyTo), to: Math.max(0, started.to - readyFrom) } : null,
    durationMs: last?.ended ? { from: last.ended.from - last.started.to, to: last.ended.to - last.started.from } : null,
  };
}

const keyOf = (queue: string, jobId: string): string => `${queue} ${jobId}`;

/** The notebook of one workload. */
export class WorkLedger {
  #jobs = new Map<string, ToldJob>();
  /** Attempts may begin before their producer knows that it enqueued the job. */
  #attempts = new Map<string, ToldAttempt[]>();

  /** A job was enqueued, and is to come to `state`. */
  enqueue(note: JobNote): void {
    const attempts = this.attemptsOf(note.queue, note.jobId);
    const job = { dueMs: 0, delayMs: 0, schedule: null, parentJobId: null, isForgotten: false, ...note, attempts };
    this.#jobs.set(keyOf(note.queue, note.jobId), job);
  }

  attemptsOf(queue: string, jobId: string): ToldAttempt[] {
    const key = keyOf(queue, jobId);
    const known = this.#attempts.get(key);
    if (known) return known;
    const fresh: ToldAttempt[] = [];
    this.#attempts.set(key, fresh);
    return fresh;
  }

  /** A worker begins; `takenMs`: the library's own stamp, which it makes before it asks the backend. Gives the attempt's number. */
  begin(queue: string, jobId: string, takenMs: number): number {
    const started = { from: takenMs, to: Date.now() };
    return this.attemptsOf(queue, jobId).push({ state: 'lost', error: null, started, ended: null });
  }

  /** The worker's function returns or throws now; the backend hears of it a little later. */
  end(queue: string, jobId: string, number: number, state: AttemptState, error: string | null = null): void {
    const attempt = this.attemptsOf(queue, jobId)[number - 1];
    if (!attempt) throw new AppError('internal', `Attempt ${number} of ${jobId} never began.`);
    Object.assign(attempt, { state, error, ended: { from: Date.now(), to: Number.POSITIVE_INFINITY } });
  }

  /** The library says that the backend has heard of the end of the first attempt that it had not confirmed yet. */
  confirm(queue: string, jobId: string): void {
    const open = this.attemptsOf(queue, jobId).find(({ ended }) => ended?.to === Number.POSITIVE_INFINITY);
    if (open?.ended) open.ended.to = Date.now();
  }

  get jobs(): ToldJob[] {
    return [...this.#jobs.values()];
  }
}
