// Two queues: an order (pg-boss) sends a receipt (BullMQ), which checks in. Started with
//   node --import signalbox/otel/register worker.js
import { Queue, Worker } from 'bullmq';
import { PgBoss } from 'pg-boss';
import { bullmqTelemetry, checkIn, instrumentPgBoss } from 'signalbox/otel';

const connection = { url: process.env.REDIS_URL, maxRetriesPerRequest: null };
const telemetry = bullmqTelemetry();
const emails = new Queue('email', { connection, telemetry });

const receipts = new Worker(
  'email',
  async (job) => {
    // Send the mail here.
    await checkIn({ token: process.env.SIGNALBOX_CHECK_IN_TOKEN, phase: 'success', rid: job.id });
  },
  { connection, telemetry, concurrency: 5 },
);

const boss = instrumentPgBoss(
  new PgBoss({ connectionString: process.env.DATABASE_URL, openTelemetry: { enabled: false } }),
);
await boss.start();
await boss.createQueue('orders', { retryLimit: 2 });
await boss.work('orders', { pollingIntervalSeconds: 0.5 }, async ([order]) => {
  await emails.add('send-receipt', order.data, { jobId: `receipt-${order.id}`, attempts: 3 });
});
console.log('working');

process.once('SIGTERM', async () => {
  await boss.stop({ graceful: true });
  await receipts.close();
  await emails.close();
});
