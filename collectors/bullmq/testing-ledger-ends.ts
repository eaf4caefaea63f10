// Ends that more than one queue, a clock, a person or a dead worker takes part in.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Job, JobsOptions, WorkerOptions } from 'bullmq';
import { sleep, type Task, type Workshop } from './testing-workshop.ts';

/** Of the worker that is killed. */
const lockMs = 500;

/** A parent that waits for two children in another queue. */
export async function flows(shop: Workshop, count: number): Promise<void> {
  const flow = shop.library.flow();
  shop.opened.push(flow);
  shop.worker('photo', async () => {});
  shop.worker('album', async () => {});
  for (let n = 0; n < count; n++) {
    const task = (kind: string): Task => ({ correlationId: `flow-${n}`, kind, workMs: 15 });
    const from = Date.now();
    const tree = await flow.add({
      name: 'collect',
      queueName: 'album',
      data: task('parent'),
      children: [1, 2].map(() => ({ name: 'scale', queueName: 'photo', data: task('child') })),
    });
    const enqueued = { from, to: Date.now() };
    const parentJobId = String(tree.job.id);
    const rest = { state: 'succeeded', enqueued, correlationId: `flow-${n}` } as const;
    shop.ledger.enqueue({ ...rest, queue: 'album', jobId: parentJobId, kind: 'parent' });
    for (const { job } of tree.children ?? []) {
      shop.ledger.enqueue({ ...rest, queue: 'photo', jobId: String(job.id), kind: 'child', parentJobId });
    }
  }
  await shop.settled(['photo', 'album']);
}

/** What a job scheduler makes, until it is taken away; its last, not yet due job goes with it. */
export async function scheduled(shop: Workshop, count: number): Promise<void> {
  const name = 'clock';
  const queue = shop.queue(name);
  const done = new Map<string, Job<Task>>();
  const worker = shop.worker(name, async (job) => {
    done.set(String(job.id), job);
  });
  const data: Task = { correlationId: 'every-tick', kind: 'scheduled', workMs: 10 };
  await queue.upsertJobScheduler('tick', { every: 200 }, { name: 'tick', data });
  while (done.size < count) await sleep(20);
  await queue.removeJobScheduler('tick');
  await worker.close();
  for (const [jobId, job] of done) {
    const [first] = shop.ledger.attemptsOf(name, jobId);
    shop.ledger.enqueue({
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
export async function byHand(shop: Workshop, count: number): Promise<void> {
  const name = 'desk';
  const queue = shop.queue(name);
  const taken = new Map<string, number>();
  shop.worker(name, async (job, number) => {
    taken.set(String(job.id), number);
    if (number === 1) throw new TypeError('once');
  });
  const add = async (kind: string, n: number, state: 'succeeded' | 'discarded', options: JobsOptions) => {
    const data: Task = { correlationId: `${kind}-${n}`, kind, workMs: 10 };
    const from = Date.now();
    const job = await queue.add(kind, data, options);
    const note = { queue: name, jobId: String(job.id), kind, state, correlationId: data.correlationId };
    const dueMs = options.delay ? job.timestamp + options.delay : 0;
    shop.ledger.enqueue({ ...note, enqueued: { from, to: Date.now() }, dueMs, isForgotten: state === 'discarded' });
    return job;
  };
  for (let n = 0; n < count; n++) {
    const removed = await add('removed', n, 'discarded', { delay: 3_600_000 });
    await removed.remove();
    const job = await add('revived', n, 'succeeded', {});
    while ((await job.getState()) !== 'failed') await sleep(10);
    await job.retry('failed');
  }
  await shop.settled([name]);
}

/** Workers that are killed in the middle: those jobs are taken again, or given up where that is not allowed. */
export async function stalled(shop: Workshop): Promise<void> {
  await Promise.all([
    stall(shop, 'fragile', 'succeeded', { maxStalledCount: 1 }),
    stall(shop, 'hopeless', 'dead', { maxStalledCount: 0 }),
  ]);
}

async function stall(
  shop: Workshop,
  name: string,
  state: 'succeeded' | 'dead',
  options: Partial<WorkerOptions>,
): Promise<void> {
  const { ledger } = shop;
  const jobs = 4;
  const queue = shop.queue(name);
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
  await kill(shop, name, jobs);
  const worker = shop.worker(name, async () => {}, { stalledInterval: lockMs / 2, ...options });
  if (state === 'succeeded') return shop.settled([name]);
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
async function kill(shop: Workshop, name: string, jobs: number): Promise<void> {
  const program = new URL('./testing-victim.ts', import.meta.url).pathname;
  const { url, name: library } = shop.library;
  const args = [program, url, library, name, String(jobs), String(lockMs)];
  const victim = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  shop.opened.push({ close: async () => victim.kill('SIGKILL') });
  const exited = once(victim, 'exit');
  let taken = 0;
  for await (const line of createInterface({ input: victim.stdout })) {
    const [queue = '', id = '', stamp = ''] = line.split(' ');
    shop.ledger.begin(queue, id, Number(stamp));
    if (++taken === jobs) break;
  }
  victim.kill('SIGKILL');
  await exited;
}
