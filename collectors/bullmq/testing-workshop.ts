// Where a test does BullMQ's jobs and writes down what its workers do: queues, workers, and when all is over.
import type { FlowProducer, Job, Queue, Worker, WorkerOptions } from 'bullmq';
import { WorkLedger } from '#lib/testing/work-ledger.ts';

export interface Library {
  name: 'bullmq' | 'bullmq5';
  url: string;
  queue(name: string): Queue;
  worker(
    name: string,
    handle: (job: Job<Task>, token?: string) => Promise<void>,
    options: Partial<WorkerOptions>,
  ): Worker;
  flow(): FlowProducer;
  Unrecoverable: new (message: string) => Error;
  Delayed: new () => Error;
}

export interface Task {
  correlationId: string;
  kind: string;
  workMs: number;
}

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export class Workshop {
  ledger = new WorkLedger();
  library: Library;
  opened: { close(): Promise<unknown> }[] = [];

  constructor(library: Library) {
    this.library = library;
  }

  async close(): Promise<void> {
    for (const one of this.opened.reverse()) await one.close();
  }

  queue(name: string): Queue {
    const queue = this.library.queue(name);
    queue.on('error', () => {});
    this.opened.push(queue);
    return queue;
  }

  /** A worker whose every step is written down. */
  worker(
    name: string,
    handle: (job: Job<Task>, attempt: number) => Promise<void>,
    options: Partial<WorkerOptions> = {},
  ) {
    const { ledger } = this;
    const worker = this.library.worker(
      name,
      async (job, token) => {
        const id = String(job.id);
        const number = ledger.begin(name, id, job.processedOn ?? 0);
        await sleep(job.data.workMs ?? 10);
        if (job.data.kind === 'given back' && number === 1) {
          await job.moveToDelayed(Date.now() + 50, token);
          ledger.end(name, id, number, 'released');
          ledger.confirm(name, id);
          throw new this.library.Delayed();
        }
        try {
          await handle(job, number);
          ledger.end(name, id, number, 'succeeded');
        } catch (error) {
          ledger.end(name, id, number, 'failed', (error as Error).message);
          throw error;
        }
      },
      { concurrency: 20, ...options },
    );
    worker.on('error', () => {});
    worker.on('completed', (job: Job) => ledger.confirm(name, String(job.id)));
    worker.on('failed', (job: Job | undefined) => ledger.confirm(name, String(job?.id)));
    this.opened.push(worker);
    return worker;
  }

  /** Waits until every job of these queues that was enqueued so far has all its attempts, and the library has said so. */
  async settled(names: readonly string[]): Promise<void> {
    const isOver = () =>
      this.ledger.jobs
        .filter(({ queue }) => names.includes(queue))
        .every(({ attempts, state }) => {
          const last = attempts.at(-1);
          if (state === 'discarded') return true;
          return (
            last?.ended &&
            last.ended.to < Number.POSITIVE_INFINITY &&
            last.state === (state === 'dead' ? 'failed' : 'succeeded')
          );
        });
    while (!isOver()) await sleep(20);
    // An exhausted job looks over after its first failure: the library knows better.
    for (const name of names) {
      const queue = this.queue(name);
      for (;;) {
        const counts = await queue.getJobCounts('active', 'wait', 'delayed', 'prioritized', 'waiting-children');
        if (Object.values(counts).every((open) => open === 0)) break;
        await sleep(20);
      }
    }
    while (!isOver()) await sleep(20);
  }
}
