// A real pg-boss and a real BullMQ on Postgres in one process: one order that fails once, whose second attempt enqueues a receipt.
import { createPostgresBackend, runMigrations, withBackend } from 'bullmq';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { bullmqTelemetry, instrumentPgBoss, withCorrelation } from 'signalbox/otel';

const connectionString = process.env.DATABASE_URL ?? '';
const pool = new pg.Pool({ connectionString, options: '-c search_path=bullmq' });
const client = await pool.connect();
await runMigrations(client);
client.release();

const telemetry = bullmqTelemetry();
const { Queue, Worker } = withBackend(createPostgresBackend);
const emails = new Queue('email', { connection: pool, telemetry });
let isSent: () => void = () => {};
const sent = new Promise<void>((resolve) => {
  isSent = resolve;
});
const worker = new Worker('email', async () => {}, { connection: pool, telemetry });
worker.on('completed', isSent);

const boss = instrumentPgBoss(new PgBoss({ connectionString, openTelemetry: { enabled: false } }));
await boss.start();
await boss.createQueue('orders', { retryLimit: 1, retryDelay: 0 });
const seen: unknown[] = [];
let tries = 0;
await boss.work('orders', { pollingIntervalSeconds: 0.5 }, async ([job]) => {
  seen.push(job?.data);
  tries += 1;
  if (tries === 1) throw new RangeError('no stock');
  await emails.add('send-receipt', { to: 'a' }, { attempts: 3, delay: 30, priority: 2 });
});
await withCorrelation('order-1', () => boss.send('orders', { orderId: 1 }));
await sent;
await emails.addBulk(['b-1', 'b-2'].map((jobId) => ({ name: 'later', data: {}, opts: { jobId, delay: 60_000 } })));
await worker.close();
await emails.close();
await boss.stop({ graceful: true });
await pool.end();
process.stdout.write(JSON.stringify(seen));
