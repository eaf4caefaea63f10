// A workload with every kind of end that BullMQ knows, done by the real library of either major version, and written down.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { FlowProducer, Job, JobsOptions, Queue, Worker, WorkerOptions } from 'bullmq';
import { WorkLedger } from '#lib/testing/work-ledger.ts';

/** The classes of one major version, on one server. */
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

interface Kind {
  /** Of a hundred jobs. */
  share: number;
  options: JobsOptions;
  state: 'succeeded' | 'dead';
  /** How many attempts fail before one does not. */
  failures?: number;
}

const kinds: Record<string, Kind> = {
  success: { share: 40, options: {}, state: 'succeeded' },
  forgotten: { share: 5, options: { removeOnComplete: true }, state: 'succeeded' },
  'retried at once': { share: 8, options: { attempts: 3 }, state: 'succeeded', failures: 2 },
  'retried later': {
    share: 8,
    options: { attempts: 3, backoff: { type: 'fixed', delay: 150 } },
    state: 'succeeded',
    failures: 1,
  },
  'retried ever later': {
    share: 5,
    options: { attempts: 4, backoff: { type: 'exponential', delay: 60 } },
    state: 'succeeded',
    failures: 3,
  },
  exhausted: {
    share: 8,
    options: { attempts: 2, backoff: { type: 'fixed', delay: 80 } },
    state: 'dead',
    failures: 9,
  },
  unrecoverable: { share: 5, options: { attempts: 5 }, state: 'dead', failures: 9 },
  delayed: { share: 8, options: { delay: 400 }, state: 'succeeded' },
  prioritised: { share: 8, options: { priority: 7 }, state: 'succeeded' },
  'given back': { share: 5, options: {}, state: 'succeeded' },
};
const queues = { main: 'mail', parents: 'album', children: 'photo', fragile: 'fragile', hopeless: 'hopeless' };
const lockMs = 500;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Does about `count` jobs and resolves with what was written down, when all are over. */
export async function doLedgerWork(library: Library, count: number): Promise<WorkLedger> {
  const work = new Workload(library);
  try {
    await Promise.all([work.ordinary(count), work.flows(Math.ceil(count / 50)), work.scheduled(5)]);
    await work.byHand(Math.ceil(count / 50));
    await work.stalled();
    return work.ledger;
  } finally {
    await work.close();
  }
}

class Workload {
  ledger = new WorkLedger();
  #library: Library;
  #open: { close(): Promise<unknown> }[] = [];
  #victims: ChildProcess[] = [];

  constructor(library: Library) {
    this.#library = library;
  }

  async close(): Promise<void> {
    for (const victim of this.#victims) victim.kill('SIGKILL');
    for (const one of this.#open.reverse()) await one.close();
  }

  #queue(name: string): Queue {
    const queue = this.#library.queue(name);
    queue.on('error', () => {});
    this.#open.push(queue);
    return queue;
  }

  /** A worker whose every step is written down. */
  #worker(
    name: string,
    handle: (job: Job<Task>, attempt: number) => Promise<void>,
    options: Partial<WorkerOptions> = {},
  ) {
    const { ledger } = this;
    const worker = this.#library.worker(
      name,
      async (job, token) => {
        const id = String(job.id);
        const number = ledger.begin(name, id, job.processedOn ?? 0);
        await sleep(job.data.workMs ?? 10);
        if (job.data.kind === 'given back' && number === 1) {
          await job.moveToDelayed(Date.now() + 50, token);
          ledger.end(name, id, number, 'released');
          ledger.confirm(name, id);
          throw new this.#library.Delayed();
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
    this.#open.push(worker);
    return worker;
  }

  /** Waits until every job of these queues that was enqueued so far has all its attempts, and the library has said so. */
  async #settled(names: readonly string[]): Promise<void> {
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
      const queue = this.#queue(name);
      for (;;) {
        const counts = await queue.getJobCounts('active', 'wait', 'delayed', 'prioritized', 'waiting-children');
        if (Object.values(counts).every((open) => open === 0)) break;
        await sleep(20);
      }
    }
    while (!isOver()) await sleep(20);
  }

  #fail(job: Job<Task>, number: number): void {
    const { failures = 0 } = kinds[job.data.kind] ?? {};
    if (number > failures) return;
    const message = `${job.data.kind}: failure ${number}`;
    if (job.data.kind === 'unrecoverable') throw new this.#library.Unrecoverable(message);
    throw new RangeError(message);
  }

  /** One by one and in bulk, on one queue. */
  async ordinary(count: number): Promise<void> {
    const queue = this.#queue(queues.main);
    this.#worker(queues.main, async (job, number) => this.#fail(job, number));
    const all = Object.entries(kinds).flatMap(([kind, { share }]) =>
      Array.from({ length: Math.max(2, Math.round((share * count) / 100)) }, (_, n) => ({ kind, n })),
    );
    // Half of them one by one, in an order that mixes them; the others in bulk.
    all.sort((a, b) => a.n - b.n);
    const half = Math.floor(all.length / 2);
    for (const { kind, n } of all.slice(0, half)) await this.#add(queue, [{ kind, n }]);
    for (let from = half; from < all.length; from += 50) await this.#add(queue, all.slice(from, from + 50));
    await this.#settled([queues.main]);
  }

  async #add(queue: Queue, wanted: { kind: string; n: number }[]): Promise<void> {
    const jobs = wanted.map(({ kind, n }) => {
      const data: Task = { correlationId: `${kind.replaceAll(' ', '-')}-${n}`, kind, workMs: 5 + ((n * 7) % 30) };
      return { name: kind.replaceAll(' ', '-'), data, opts: kinds[kind]?.options ?? {} };
    });
    const from = Date.now();
    const [only] = jobs;
    const added =
      jobs.length === 1 && only ? [await queue.add(only.name, only.data, only.opts)] : await queue.addBulk(jobs);
    const to = Date.now();
    for (const [index, job] of added.entries()) {
      const { data, opts } = jobs[index] as (typeof jobs)[number];
      const { state = 'succeeded' } = kinds[data.kind] ?? {};
      this.ledger.enqueue({
        queue: queue.name,
        jobId: String(job.id),
        kind: jobs.length > 1 ? `${data.kind} (bulk)` : data.kind,
        state,
        enqueued: { from, to },
        dueMs: opts.delay ? job.timestamp + opts.delay : 0,
        correlationId: data.correlationId,
        isForgotten: opts.removeOnComplete === true,
      });
    }
  }

  /** A parent that waits for two children in another queue. */
  async flows(count: number): Promise<void> {
    const flow = this.#library.flow();
    this.#open.push(flow);
    this.#worker(queues.children, async () => {});
    this.#worker(queues.parents, async () => {});
    for (let n = 0; n < count; n++) {
      const task = (kind: string): Task => ({ correlationId: `flow-${n}`, kind, workMs: 15 });
      const from = Date.now();
      const tree = await flow.add({
        name: 'collect',
        queueName: queues.parents,
        data: task('parent'),
        children: [1, 2].map(() => ({ name: 'scale', queueName: queues.children, data: task('child') })),
      });
      const enqueued = { from, to: Date.now() };
      const parentJobId = String(tree.job.id);
      const rest = { state: 'succeeded', enqueued, correlationId: `flow-${n}` } as const;
      this.ledger.enqueue({ ...rest, queue: queues.parents, jobId: parentJobId, kind: 'parent' });
      for (const { job } of tree.children ?? []) {
        this.ledger.enqueue({ ...rest, queue: queues.children, jobId: String(job.id), kind: 'child', parentJobId });
      }
    }
    await this.#settled([queues.children, queues.parents]);
  }

  /** What a job scheduler makes, until it is taken away; its last, not yet due job goes with it. */
  async scheduled(count: number): Promise<void> {
    const name = 'clock';
    const queue = this.#queue(name);
    const done = new Map<string, Job<Task>>();
    const worker = this.#worker(name, async (job) => {
      done.set(String(job.id), job);
    });
    const data: Task = { correlationId: 'every-tick', kind: 'scheduled', workMs: 10 };
    await queue.upsertJobScheduler('tick', { every: 200 }, { name: 'tick', data });
    while (done.size < count) await sleep(20);
    await queue.removeJobScheduler('tick');
    await worker.close();
    for (const [jobId, job] of done) {
      const [first] = this.ledger.attemptsOf(name, jobId);
      this.ledger.enqueue({
        queue: name,
        jobId,
        kind: 'scheduled',
        state: 'succeeded',
        // A worker adds the next one before it works on the last: between its stamp and its being taken.
        enqueued: { from: job.timestamp, to: first?.started.to ?? 0 },
        dueMs: Number(jobId.split(':').at(-1)),
        correlationId: data.correlationId,
        schedule: 'tick',
      });
    }
  }

  /** Dead and tried again by a person; removed before anybody took it. */
  async byHand(count: number): Promise<void> {
    const name = 'desk';
    const queue = this.#queue(name);
    const taken = new Map<string, number>();
    this.#worker(name, async (job, number) => {
      taken.set(String(job.id), number);
      if (number === 1) throw new TypeError('once');
    });
    const add = async (kind: string, n: number, state: 'succeeded' | 'discarded', options: JobsOptions) => {
      const data: Task = { correlationId: `${kind}-${n}`, kind, workMs: 10 };
      const from = Date.now();
      const job = await queue.add(kind, data, options);
      const note = { queue: name, jobId: String(job.id), kind, state, correlationId: data.correlationId };
      const dueMs = options.delay ? job.timestamp + options.delay : 0;
      this.ledger.enqueue({ ...note, enqueued: { from, to: Date.now() }, dueMs, isForgotten: state === 'discarded' });
      return job;
    };
    for (let n = 0; n < count; n++) {
      const removed = await add('removed', n, 'discarded', { delay: 3_600_000 });
      await removed.remove();
      const job = await add('revived', n, 'succeeded', {});
      while ((await job.getState()) !== 'failed') await sleep(10);
      await job.retry('failed');
    }
    await this.#settled([name]);
  }

  /** Workers that are killed in the middle: those jobs are taken again, or given up where that is not allowed. */
  async stalled(): Promise<void> {
    await Promise.all([
      this.#stall(queues.fragile, 'succeeded', { maxStalledCount: 1 }),
      this.#stall(queues.hopeless, 'dead', { maxStalledCount: 0 }),
    ]);
  }

  async #stall(name: string, state: 'succeeded' | 'dead', options: Partial<WorkerOptions>): Promise<void> {
    const { ledger } = this;
    const jobs = 4;
    const queue = this.#queue(name);
    for (let n = 0; n < jobs; n++) {
      const data: Task = { correlationId: `${name}-${n}`, kind: 'stalled', workMs: 10 };
      const from = Date.now();
      const job = await queue.add('fragile', data, { attempts: 3 });
      const enqueued = { from, to: Date.now() };
      ledger.enqueue({
        queue: name,
        jobId: String(job.id),
        kind: 'stalled',
        state,
        enqueued,
        correlationId: data.correlationId,
      });
    }
    await this.#kill(name, jobs);
    const worker = this.#worker(name, async () => {}, { stalledInterval: lockMs / 2, ...options });
    if (state === 'succeeded') return this.#settled([name]);
    // The library takes them once more, to fail them itself.
    let failed = 0;
    worker.on('failed', (job: Job | undefined, error: Error) => {
      const number = ledger.begin(name, String(job?.id), job?.processedOn ?? 0);
      ledger.end(name, String(job?.id), number, 'failed', error.message);
      ledger.confirm(name, String(job?.id));
      failed++;
    });
    while (failed < jobs) await sleep(20);
  }

  /** Has another process take all jobs of the queue, and kills it. */
  async #kill(name: string, jobs: number): Promise<void> {
    const program = new URL('./testing-victim.ts', import.meta.url).pathname;
    const { url, name: library } = this.#library;
    const args = [program, url, library, name, String(jobs), String(lockMs)];
    const victim = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#victims.push(victim);
    const exited = once(victim, 'exit');
    let taken = 0;
    for await (const line of createInterface({ input: victim.stdout })) {
      const [queue = '', id = '', stamp = ''] = line.split(' ');
      this.ledger.begin(queue, id, Number(stamp));
      if (++taken === jobs) break;
    }
    victim.kill('SIGKILL');
    await exited;
  }
}
