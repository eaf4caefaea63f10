// Takes orders out of pg-boss and sends what follows from them into BullMQ: receipt and invoice on Postgres, pictures on Redis.
import type { JobWithMetadata, PgBoss } from 'pg-boss';
import { type FollowUps, openFollowUps } from '../follow-ups.ts';
import type { Order } from '../orders.ts';
import { closeQueue, createBossQueues, orderQueue, reviewQueue, startBoss, stockQueue } from '../queues/boss.ts';
import { readDemoSettings } from '../settings.ts';
import { workFor } from '../work.ts';
import { noted } from '../work-ledger.ts';
import { runRole } from './role.ts';

class PaymentError extends Error {
  override name = 'PaymentError';
}

/** One attempt at an order: charge, pack, then hand on. */
async function fulfil(boss: PgBoss, followUps: FollowUps, job: JobWithMetadata<Order>): Promise<object> {
  const order = job.data;
  await workFor(80);
  if (order.scenario === 'fraud') throw new PaymentError(`card of order ${order.orderId} was refused: suspected fraud`);
  if (order.scenario === 'payment-retry' && job.retryCount === 0)
    throw new PaymentError('payment gateway timed out after 5000 ms');
  await workFor(order.scenario === 'slow' ? 4000 : 120);
  if (order.scenario === 'review') await boss.sendAfter(reviewQueue, order, {}, 20);
  await followUps.send(order);
  return { orderId: order.orderId, parcels: order.items };
}

const orders = {
  queue: orderQueue,
  idOf: (job: JobWithMetadata<Order>) => job.id,
  isLast: (job: JobWithMetadata<Order>) => job.retryCount >= job.retryLimit,
};

async function startWorkers(boss: PgBoss, followUps: FollowUps): Promise<void> {
  const often = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 2 };
  const withMetadata = { ...often, localConcurrency: 4, includeMetadata: true } as const;
  const fulfilOne = noted(orders, (job: JobWithMetadata<Order>) => fulfil(boss, followUps, job));
  await boss.work<Order, object | null, typeof withMetadata>(orderQueue, withMetadata, async ([job]) =>
    job ? fulfilOne(job) : null,
  );
  await boss.work(reviewQueue, often, () => workFor(300));
  await boss.work(stockQueue, often, () => workFor(1500));
  await boss.work(closeQueue, often, () => workFor(85_000));
  await boss.schedule(stockQueue, '* * * * *', { warehouse: 'north' });
  await boss.schedule(closeQueue, '* * * * *', { ledger: 'daily' });
}

await runRole(async () => {
  const settings = readDemoSettings(process.env);
  const boss = await startBoss(settings.databaseUrl, 'keeper');
  await createBossQueues(boss);
  const followUps = openFollowUps(settings.databaseUrl, settings.redisUrl);
  await startWorkers(boss, followUps);
  return {
    async close() {
      await boss.stop({ graceful: true, timeout: 3000 });
      await followUps.close();
    },
  };
});
