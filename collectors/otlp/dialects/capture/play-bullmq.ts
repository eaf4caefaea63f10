// Plays all BullMQ scenarios on a Redis of its own, one capture each.
import type { QueueOptions, Worker } from 'bullmq';
import { type Played, scenarios } from './bullmq-scenarios.ts';
import { type BullmqTruth, truthOf } from './bullmq-truth.ts';
import { openReceiver } from './receiver.ts';
import { startRedis } from './redis.ts';
import { startTracing } from './tracing.ts';
import { writeFixture } from './write-fixture.ts';

/** The library, and what goes to every queue, worker and flow producer. */
export interface Bullmq {
  library: typeof import('bullmq');
  options?: Pick<QueueOptions, 'telemetry'>;
}

/** `load` is called when tracing has begun: a tracer that was taken before sends nothing. `only`: the scenarios to play, else all. */
export async function playBullmq(load: () => Bullmq, folder: string, only: readonly string[] = []): Promise<void> {
  const receiver = await openReceiver();
  const redis = await startRedis();
  const provider = startTracing(receiver.url);
  const { library, options = {} } = load();
  const connection = { host: '127.0.0.1', port: redis.port };
  for (const [name, play] of Object.entries(scenarios)) {
    if (only.length > 0 && !only.includes(name)) continue;
    receiver.take();
    const workers: Worker[] = [];
    const truths: BullmqTruth[] = [];
    const tell = async (played: Played): Promise<void> => {
      for (const { queue, id, from } of played) {
        const job = await new library.Queue(queue, { connection }).getJob(id);
        if (job) truths.push(await truthOf(job, from));
      }
    };
    const jobs = await play({
      name,
      queue: (lane) => new library.Queue(lane, { connection, ...options }),
      flowProducer: () => new library.FlowProducer({ connection, ...options }),
      worker: (lane, processor, more = {}) => {
        const worker = new library.Worker(lane, processor, { connection, ...options, name: `${lane}-worker`, ...more });
        worker.on('error', () => {});
        workers.push(worker);
        return worker;
      },
      isDone: async (job) => ['completed', 'failed'].includes(await job.getState()),
      errors: library,
      flush: async (played) => {
        await tell(played);
        await redis.flush();
      },
    });
    await Promise.all(workers.map((worker) => worker.close()));
    await provider.forceFlush();
    await tell(jobs);
    await writeFixture(folder, name, receiver.take(), truths);
  }
  receiver.close();
  await redis.stop();
}
