// Jobs done by the real library, and what their workers wrote down: for the battery, on both backends.
import type { Job, JobsOptions, Queue, Worker } from 'bullmq';
import type { LedgerEntry } from '#lib/testing/collector-battery.ts';

export interface Work {
  correlationId: string;
  failures: number;
  workMs: number;
}

export interface Bench {
  queue: Pick<Queue, 'name' | 'add' | 'close'>;
  startWorker(handle: (job: Job<Work>) => Promise<void>): Worker;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const cases: { name: string; work: Work; options: JobsOptions; state: LedgerEntry['state']; attempts: number }[] = [
  {
    name: 'success',
    work: { correlationId: 'c-1', failures: 0, workMs: 60 },
    options: {},
    state: 'succeeded',
    attempts: 1,
  },
  {
    name: 'retry at once',
    work: { correlationId: 'c-2', failures: 2, workMs: 20 },
    options: { attempts: 3 },
    state: 'succeeded',
    attempts: 3,
  },
  {
    name: 'retry later',
    work: { correlationId: 'c-3', failures: 1, workMs: 30 },
    options: { attempts: 3, backoff: { type: 'fixed', delay: 300 } },
    state: 'succeeded',
    attempts: 2,
  },
  {
    name: 'exhausted',
    work: { correlationId: 'c-4', failures: 9, workMs: 30 },
    options: { attempts: 2, backoff: { type: 'fixed', delay: 100 } },
    state: 'dead',
    attempts: 2,
  },
  {
    name: 'delayed',
    work: { correlationId: 'c-5', failures: 0, workMs: 30 },
    options: { delay: 600 },
    state: 'succeeded',
    attempts: 1,
  },
  {
    name: 'prioritized',
    work: { correlationId: 'c-6', failures: 0, workMs: 30 },
    options: { priority: 3 },
    state: 'succeeded',
    attempts: 1,
  },
];

/** One job of each kind, until all came to their end. */
export async function doWork({ queue, startWorker }: Bench): Promise<LedgerEntry[]> {
  const due = new Map<string, number>();
  const starts = new Map<string, number[]>();
  const ends = new Map<string, number[]>();
  const note = (into: Map<string, number[]>, id: string): number => {
    const list = into.get(id) ?? [];
    into.set(id, list);
    return list.push(Date.now());
  };
  const worker = startWorker(async (job) => {
    const id = String(job.id);
    const attempt = note(starts, id);
    await sleep(job.data.workMs);
    note(ends, id);
    if (attempt <= job.data.failures) throw new RangeError(`failure ${attempt}`);
  });
  worker.on('error', () => {});
  await worker.waitUntilReady();
  const left = new Set<string>();
  const done = new Promise<void>((resolve) => {
    const settle = (id: string | undefined): void => {
      left.delete(String(id));
      if (left.size === 0) resolve();
    };
    worker.on('completed', (job) => settle(job.id));
    worker.on('failed', (job) => {
      if (job && job.attemptsMade >= (job.opts.attempts ?? 1)) settle(job.id);
    });
  });
  const ids: string[] = [];
  left.add('not all are added yet');
  for (const { name, work, options } of cases) {
    const before = Date.now();
    const job = await queue.add(name, work, options);
    ids.push(String(job.id));
    left.add(String(job.id));
    due.set(String(job.id), before + (options.delay ?? 0));
  }
  // A job may have ended before it was entered here: those have all their attempts.
  cases.forEach(({ attempts }, index) => {
    const id = ids[index] ?? '';
    if ((ends.get(id)?.length ?? 0) >= attempts) left.delete(id);
  });
  left.delete('not all are added yet');
  if (left.size > 0) await done;
  await worker.close();
  return cases.map(({ work, state, attempts }, index) => {
    const id = ids[index] ?? '';
    return {
      queue: queue.name,
      jobId: id,
      state,
      attempts,
      waitMs: Math.max(0, (starts.get(id)?.[0] ?? 0) - (due.get(id) ?? 0)),
      durationMs: (ends.get(id)?.at(-1) ?? 0) - (starts.get(id)?.at(-1) ?? 0),
      error: work.failures > 0 ? `failure ${Math.min(work.failures, attempts)}` : null,
      correlationId: work.correlationId,
    };
  });
}
