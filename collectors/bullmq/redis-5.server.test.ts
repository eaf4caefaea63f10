import type { Worker } from 'bullmq';
import { Queue, Worker as Worker5 } from 'bullmq5';
import { Redis } from 'ioredis';
import { collectorBattery } from '#lib/testing/collector-battery.ts';
import { startRedis } from '#lib/testing/redis.ts';
import { bullmqConfigSchema } from './config.ts';
import { collector } from './read.ts';
import { doWork, type Work } from './testing-work.ts';

// The same work by version 5 of the library, whose scripts differ.
collectorBattery(collector, async () => {
  const server = await startRedis();
  const admin = new Redis(server.url);
  const connection = { host: '127.0.0.1', port: server.port };
  const queue = new Queue('letters', { connection, prefix: 'five' });
  await queue.waitUntilReady();
  return {
    settings: {
      name: 'letters',
      kind: 'bullmq',
      environment: 'test',
      config: bullmqConfigSchema.parse({ url: server.url, prefix: 'five' }),
      pollMs: 250,
      correlation: { pointers: [] },
      payload: { allow: [], redact: [] },
    },
    work: () =>
      doWork({
        queue: queue as never,
        startWorker: (handle) =>
          new Worker5('letters', handle as never, {
            connection,
            prefix: 'five',
            concurrency: 4,
          }) as unknown as Worker<Work>,
      }),
    fingerprint: async () => {
      const keys = (await admin.keys('*')).sort();
      return Promise.all(keys.map(async (key) => [key, await admin.dumpBuffer(key)]));
    },
    broken: [],
    close: async () => {
      await queue.close();
      await admin.quit();
      await server.stop();
    },
  };
});
