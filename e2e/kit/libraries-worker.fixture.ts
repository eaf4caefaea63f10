// Libraries without OpenTelemetry in one process: a Graphile Worker task adds another through its helpers, that one sends a message to a Redis
// list, which is worked off; and node-cron ticks once.
import { Logger, makeWorkerUtils, type RunnerOptions, runOnce } from 'graphile-worker';
import { Redis } from 'ioredis';
import cron from 'node-cron';
import { instrumentGraphileWorker, instrumentNodeCron, listJob, sendToList, withCorrelation } from 'signalbox/otel';

const connectionString = process.env.DATABASE_URL ?? '';
const logger = new Logger(() => () => {});
const redis = new Redis(process.env.REDIS_URL ?? '', { maxRetriesPerRequest: null });
const seen: Record<string, unknown> = {};

const utils = instrumentGraphileWorker(await makeWorkerUtils({ connectionString, logger }));
await utils.migrate();
await withCorrelation('order-7', () => utils.addJob('print', { orderId: 7 }, { maxAttempts: 4, priority: 2 }));
const options: RunnerOptions = {
  connectionString,
  logger,
  concurrency: 3,
  taskList: {
    print: async (payload, { addJob }) => {
      seen.print = payload;
      await addJob('label', { to: 'a' });
    },
    label: async (payload) => {
      seen.label = payload;
      await sendToList('labels', { to: 'b' }, (text) => redis.lpush('labels', text));
    },
  },
};
await runOnce(instrumentGraphileWorker(options));
await utils.release();

const text = (await redis.rpoplpush('labels', 'labels:processing')) ?? '';
await listJob({ queue: 'labels', maxAttempts: 2 }, text, async (message) => {
  seen.message = message;
}).finally(() => redis.lrem('labels:processing', 1, text));
await redis.quit();

instrumentNodeCron(cron);
await new Promise<void>((resolve) => {
  const task = cron.schedule(
    '* * * * * *',
    async () => {
      await task.destroy();
      resolve();
    },
    { name: 'tick', timezone: 'Europe/Berlin' },
  );
});
process.stdout.write(JSON.stringify(seen));
