// A queue that is a plain Redis list, both ends in one file: started with
//   node --import signalbox/otel/register list.js
import { Redis } from 'ioredis';
import { listJob, sendToList, withCorrelation } from 'signalbox/otel';

const redis = new Redis(process.env.REDIS_URL);

await withCorrelation('order-3', () => sendToList('labels', { orderId: 3 }, (text) => redis.lpush('labels', text)));

const text = await redis.blmove('labels', 'labels:processing', 'RIGHT', 'LEFT', 5);
await listJob({ queue: 'labels' }, text, async (message) => console.log(`label for ${message.orderId}`));
await redis.lrem('labels:processing', 1, text);
await redis.quit();
