// Works on Redis: BullMQ's thumbnails, a plain list and a stream, the last two by hand through the kit's `job()`.

import { createHash } from 'node:crypto';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { complain } from '../complain.ts';
import { telemetry, thumbnailQueue } from '../queues/bull.ts';
import { readDemoSettings } from '../settings.ts';
import { workFor } from '../work.ts';
import { openEventWorker } from '../workers/event-stream.ts';
import { openLabelWorker } from '../workers/label-list.ts';
import { runRole } from './role.ts';

/** Something that costs a little processor time, as scaling a picture does. */
function scale(item: string): string {
  let digest = Buffer.from(item);
  for (let round = 0; round < 2000; round += 1) digest = createHash('sha256').update(digest).digest();
  return digest.toString('hex');
}

await runRole(async () => {
  const { redisUrl } = readDemoSettings(process.env);
  if (redisUrl === null) throw new Error('REDIS_URL is not set');
  const open = () => {
    const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
    redis.on('error', complain);
    return redis;
  };
  const connection = open();
  const thumbnails = new Worker(
    thumbnailQueue,
    async (job) => {
      await workFor(120);
      if (Math.random() < 0.02)
        throw new RangeError(`picture ${job.data.item} of ${job.data.orderId} is larger than 40 megapixels`);
      return { digest: scale(job.id ?? '') };
    },
    { connection, telemetry, concurrency: 4, name: 'media-1' },
  );
  thumbnails.on('error', complain);
  const labels = openLabelWorker(open());
  const events = await openEventWorker(open());
  return {
    async close() {
      await Promise.all([thumbnails.close(), labels.close(), events.close()]);
      await connection.quit();
    },
  };
});
