// The jobs that `capture.ts` runs, one scenario a fixture.
import { once } from 'node:events';
import type { FlowProducer, Job, Processor, Queue, Worker, WorkerOptions } from 'bullmq';

export interface Stage {
  name: string;
  queue(lane: string): Queue;
  flowProducer(): FlowProducer;
  worker(lane: string, processor: Processor, options?: Partial<WorkerOptions>): Worker;
  isDone(job: Job): Promise<boolean>;
  errors: { UnrecoverableError: new (message: string) => Error; DelayedError: new () => Error };
  /** Forgets all that Redis holds, after the answers about these jobs were read: ids are counted from 1 again. */
  flush(played: Played): Promise<void>;
}
/** `from`: the id of the job that added this one while it ran. */
export type Played = { queue: string; id: string; from?: string }[];

/** Resolves when every given job is completed or failed for good. */
async function settled(stage: Stage, worker: Worker, jobs: Job[]): Promise<void> {
  for (;;) {
    const done = await Promise.all(jobs.map((job) => stage.isDone(job)));
    if (done.every(Boolean)) return;
    await Promise.race([once(worker, 'completed'), once(worker, 'failed'), once(worker, 'drained')]);
  }
}

const played = (jobs: Job[]): Played => jobs.map((job) => ({ queue: job.queueName, id: String(job.id) }));
const work = () => new Promise((resolve) => setTimeout(resolve, 20));

async function plain(stage: Stage, processor: Processor, options: object): Promise<Played> {
  const worker = stage.worker(stage.name, processor);
  const job = await stage.queue(stage.name).add('send-receipt', { to: 'someone' }, options);
  await settled(stage, worker, [job]);
  return played([job]);
}

export const scenarios: Record<string, (stage: Stage) => Promise<Played>> = {
  success: (stage) => plain(stage, async () => work().then(() => ({ secret: 'card 4111' })), {}),

  'retry-then-success': (stage) =>
    plain(
      stage,
      async (job) => {
        await work();
        if (job.attemptsMade < 2) throw new TypeError(`no answer, try ${job.attemptsMade}`);
      },
      { attempts: 3, backoff: { type: 'fixed', delay: 60 } },
    ),

  'retry-at-once': (stage) =>
    plain(
      stage,
      async (job) => {
        if (job.attemptsMade < 1) throw new Error('once');
      },
      { attempts: 2 },
    ),

  exhausted: (stage) =>
    plain(
      stage,
      async () => {
        await work();
        throw new Error('card declined');
      },
      { attempts: 2, backoff: { type: 'fixed', delay: 30 } },
    ),

  unrecoverable: (stage) =>
    plain(
      stage,
      async () => {
        throw new stage.errors.UnrecoverableError('no such user');
      },
      { attempts: 5 },
    ),

  delayed: (stage) => plain(stage, work, { delay: 250 }),

  released: (stage) =>
    plain(
      stage,
      async (job, token) => {
        if (job.data.moved) return;
        await job.updateData({ moved: true });
        await job.moveToDelayed(Date.now() + 50, token);
        throw new stage.errors.DelayedError();
      },
      {},
    ),

  bulk: async (stage) => {
    const worker = stage.worker(stage.name, work);
    const jobs = await stage
      .queue(stage.name)
      .addBulk(['a', 'b', 'c'].map((name) => ({ name: `mail-${name}`, data: {} })));
    await settled(stage, worker, jobs);
    return played(jobs);
  },

  flow: async (stage) => {
    stage.worker('flow-children', work);
    const worker = stage.worker('flow', work);
    const tree = await stage.flowProducer().add({
      name: 'order',
      queueName: 'flow',
      data: {},
      opts: {},
      children: [
        { name: 'charge', queueName: 'flow-children', data: {}, opts: {} },
        { name: 'pack', queueName: 'flow-children', data: {} },
      ],
    });
    await settled(stage, worker, [tree.job]);
    return played([tree.job, ...(tree.children ?? []).map((child) => child.job)]);
  },

  scheduler: async (stage) => {
    const queue = stage.queue(stage.name);
    const worker = stage.worker(stage.name, work);
    const ids: string[] = [];
    await queue.upsertJobScheduler('each-200ms', { every: 200 }, { name: 'tick' });
    while (ids.length < 3) {
      const [job] = (await once(worker, 'completed')) as [Job];
      ids.push(String(job.id));
    }
    await queue.removeJobScheduler('each-200ms');
    return ids.map((id) => ({ queue: stage.name, id }));
  },

  flushed: async (stage) => {
    const queue = stage.queue(stage.name);
    const worker = stage.worker(stage.name, async (job) => {
      await work();
      if (job.name === 'first') throw new Error('no such order');
    });
    const first = await queue.add('first', {}, {});
    await settled(stage, worker, [first]);
    await stage.flush(played([first]));
    const second = await queue.add('second', {}, {});
    await settled(stage, worker, [second]);
    return played([second]);
  },

  chain: async (stage) => {
    const receipts = stage.queue('chain-receipts');
    const sent: Job[] = [];
    stage.worker(stage.name, async () => {
      sent.push(await receipts.add('send-receipt', {}, {}));
      await work();
    });
    const worker = stage.worker('chain-receipts', work);
    const order = await stage.queue(stage.name).add('order', {}, {});
    while (sent.length === 0 || !(await stage.isDone(sent[0] as Job))) await once(worker, 'completed');
    while (!(await stage.isDone(order))) await work();
    return [...played([order]), ...played(sent).map((one) => ({ ...one, from: String(order.id) }))];
  },

  stalled: async (stage) => {
    // The first worker loses its lock (renewal off) while it works; the second finds the job stalled and takes it.
    const deaf = { lockDuration: 100, lockRenewTime: 100_000, stalledInterval: 100_000, skipLockRenewal: true };
    let attempts = 0;
    const processor: Processor = async () => {
      if (++attempts === 1) await new Promise((resolve) => setTimeout(resolve, 900));
    };
    stage.worker(stage.name, processor, { ...deaf, skipStalledCheck: true });
    const job = await stage.queue(stage.name).add('heavy', {}, {});
    const watcher = stage.worker(stage.name, processor, { stalledInterval: 150, lockDuration: 5000 });
    await settled(stage, watcher, [job]);
    await new Promise((resolve) => setTimeout(resolve, 800));
    return played([job]);
  },
};
