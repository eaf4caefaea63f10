// What the workers really did, a JSON line an attempt, where `SIGNALBOX_DEMO_LEDGER` names a file: what figures on the screens are held to.
import { appendFileSync } from 'node:fs';

/** Moments in ms since the epoch, by the worker's own clock. */
export interface WorkedAttempt {
  queue: string;
  id: string;
  startedAt: number;
  finishedAt: number;
  isOk: boolean;
  /** No attempt follows. */
  isLast: boolean;
}

const file = process.env.SIGNALBOX_DEMO_LEDGER;

interface Work<Job> {
  queue: string;
  idOf: (job: Job) => string;
  /** Whether a failure of this attempt is final. */
  isLast: (job: Job, error: unknown) => boolean;
}

/** `handle`, with each of its calls noted. */
export function noted<Job, Result>(
  { queue, idOf, isLast }: Work<Job>,
  handle: (job: Job) => Promise<Result>,
): (job: Job) => Promise<Result> {
  if (!file) return handle;
  const note = (attempt: WorkedAttempt) => appendFileSync(file, `${JSON.stringify(attempt)}\n`);
  return async (job) => {
    const begun = { queue, id: idOf(job), startedAt: Date.now() };
    try {
      const result = await handle(job);
      note({ ...begun, finishedAt: Date.now(), isOk: true, isLast: true });
      return result;
    } catch (error) {
      note({ ...begun, finishedAt: Date.now(), isOk: false, isLast: isLast(job, error) });
      throw error;
    }
  };
}
