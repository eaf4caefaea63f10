// Jobs done by the real library, and what their workers wrote down: for the battery, on both backends.
import type { Job, JobsOptions, Queue, Worker } from 'bullmq';
import { entriesOf, type LedgerEntry } from '#lib/testing/collector-battery.ts';
import { WorkLedger } from '#lib/testing/work-ledger.ts';

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
  const ledger = new WorkLedger();
  const worker = startWorker(async (job) => {
    const id = String(job.id);
    const attempt = ledger.begin(queue.name, id, job.processedOn ?? 0);
    await sleep(job.data.workMs);
    const error = attempt <= job.data.failures ? `failure ${attempt}` : null;
    ledger.end(queue.name, id, attempt, error === null ? 'succeeded' : 'failed', error);
    if (error !== null) throw new RangeError(error);
  });
  worker.on('error', () => {});
  await worker.waitUntilReady();
  const left = new Set<string>();
  const done = new Promise<void>((resolve) => {
    const settle = (id: string | undefined): void => {
      left.delete(String(id));
      if (left.size === 0) resolve();
    };
    worker.on('completed', (job) => {
      ledger.confirm(queue.name, String(job.id));
      settle(job.id);
    });
    worker.on('failed', (job) => {
      ledger.confirm(queue.name, String(job?.id));
      if (job && job.attemptsMade >= (job.opts.attempts ?? 1)) settle(job.id);
    });
  });
  const ids: string[] = [];
  left.add('not all are added yet');
  for (const { name, work, options, state } of cases) {
    const from = Date.now();
    const job = await queue.add(name, work, options);
    const jobId = String(job.id);
    ids.push(jobId);
    left.add(jobId);
    const delayMs = options.delay ?? 0;
    const note = { queue: queue.name, jobId, kind: name, state, delayMs, correlationId: work.correlationId };
    ledger.enqueue({ ...note, enqueued: { from, to: Date.now() } });
  }
  // A job may have ended before it was entered here: those have all their attempts.
  cases.forEach(({ attempts }, index) => {
    const id = ids[index] ?? '';
    if (
      ledger.attemptsOf(queue.name, id).filter(({ ended }) => ended && ended.to < Number.POSITIVE_INFINITY).length >=
      attempts
    )
      left.delete(id);
  });
  left.delete('not all are added yet');
  if (left.size > 0) await done;
  await worker.close();
  return entriesOf(ledger);
}
