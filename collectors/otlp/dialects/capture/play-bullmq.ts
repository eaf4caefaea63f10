// Plays all BullMQ scenarios on a Redis of its own, one capture each.
import type { QueueOptions, Worker } from 'bullmq';
import { scenarios } from './bullmq-scenarios.ts';
import { truthOf } from './bullmq-truth.ts';
import { openReceiver } from './receiver.ts';
import { startRedis } from './redis.ts';
import { startTracing } from './tracing.ts';
import { writeFixture } from './write-fixture.ts';

/** `load` is called when tracing has begun; `options` go to every queue, worker and flow producer; `only`: the scenarios to play, else all. */
export async function playBullmq(
  load: () => typeof import('bullmq'),
  options: Pick<QueueOptions, 'telemetry'>,
  folder: string,
  only?: readonly string[],
): Promise<void> {
  const receiver = await openReceiver();
  const redis = await startRedis();
  const provider = startTracing(receiver.url);
  const library = load();
  const connection = { host: '127.0.0.1', port: redis.port };
  for (const [name, play] of Object.entries(scenarios)) {
    if (only && !only.includes(name)) continue;
    receiver.take();
    const workers: Worker[] = [];
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
    });
    await Promise.all(workers.map((worker) => worker.close()));
    await provider.forceFlush();
    const truths = [];
    for (const { queue, id } of jobs) {
      const job = await new library.Queue(queue, { connection }).getJob(id);
      if (job) truths.push(await truthOf(job));
    }
    await writeFixture(folder, name, receiver.take(), truths);
  }
  receiver.close();
  await redis.stop();
}
