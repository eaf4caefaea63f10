import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { complain } from './complain.ts';
import type { Order } from './orders.ts';
import {
  bullPool,
  documentQueue,
  emailQueue,
  invoiceQueue,
  jobDefaults,
  onPostgres,
  telemetry,
  thumbnailQueue,
} from './queues/bull.ts';
import { eventStream, labelList } from './queues/raw-redis.ts';

/** Everything that follows from a fulfilled order, in the queues of other systems. */
export interface FollowUps {
  send(order: Order): Promise<void>;
  close(): Promise<void>;
}

/** Pictures, a parcel label and an event, on Redis. */
function openRedisFollowUps(redisUrl: string): FollowUps {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  connection.on('error', complain);
  const thumbnails = new Queue(thumbnailQueue, { connection, telemetry, defaultJobOptions: jobDefaults });
  return {
    async send(order) {
      for (let item = 1; item <= order.items; item += 1) {
        await thumbnails.add('make-thumbnail', { orderId: order.orderId, item, correlationId: order.correlationId });
      }
      const message = { id: `label-${order.orderId}`, correlationId: order.correlationId, attempt: 1 };
      await connection.lpush(labelList, JSON.stringify(message));
      await connection.xadd(
        eventStream,
        'MAXLEN',
        '~',
        1000,
        '*',
        'orderId',
        order.orderId,
        'correlationId',
        order.correlationId,
      );
    },
    async close() {
      await thumbnails.close();
      await connection.quit();
    },
  };
}

/** A receipt by mail, and for some orders a flow: two documents first, then the invoice made of them. */
function openPostgresFollowUps(databaseUrl: string): FollowUps {
  const connection = bullPool(databaseUrl, 6);
  const options = { connection, telemetry, defaultJobOptions: jobDefaults };
  const emails = new onPostgres.Queue(emailQueue, options);
  const flows = new onPostgres.FlowProducer({ connection, telemetry });
  return {
    async send(order) {
      const { scenario, ...data } = order;
      await emails.add('send-receipt', {
        ...data,
        scenario,
        to: `customer@${scenario === 'bounce' ? 'nowhere' : 'shop'}.example`,
      });
      if (scenario !== 'invoice') return;
      const child = (name: string) => ({ name, queueName: documentQueue, data, opts: { ...jobDefaults } });
      await flows.add({
        name: 'make-invoice',
        queueName: invoiceQueue,
        data,
        opts: { ...jobDefaults },
        children: [child('render-invoice'), child('render-delivery-note')],
      });
    },
    async close() {
      await emails.close();
      await flows.close();
      await connection.end();
    },
  };
}

export function openFollowUps(databaseUrl: string, redisUrl: string | null): FollowUps {
  const all = [openPostgresFollowUps(databaseUrl)];
  if (redisUrl !== null) all.push(openRedisFollowUps(redisUrl));
  return {
    async send(order) {
      for (const followUps of all) await followUps.send(order);
    },
    async close() {
      for (const followUps of all) await followUps.close();
    },
  };
}
