// Works off BullMQ's queues on Postgres: receipts, the documents and invoices of a flow, and a digest on a schedule.

import { UnrecoverableError } from 'bullmq';
import { complain } from '../complain.ts';
import {
  bullPool,
  digestQueue,
  documentQueue,
  emailQueue,
  invoiceQueue,
  jobDefaults,
  onPostgres,
  telemetry,
} from '../queues/bull.ts';
import { readDemoSettings } from '../settings.ts';
import { workFor } from '../work.ts';
import { runRole } from './role.ts';

class MailServerError extends Error {
  override name = 'MailServerError';
}

async function sendReceipt(job: { data: { scenario: string; to: string }; attemptsMade: number }): Promise<object> {
  await workFor(150);
  if (job.data.scenario === 'bounce') throw new UnrecoverableError(`550 5.1.1 ${job.data.to}: no such user`);
  if (job.data.scenario === 'mail-retry' && job.attemptsMade < 2)
    throw new MailServerError('421 4.7.0 try again later');
  return { accepted: job.data.to };
}

await runRole(async () => {
  const settings = readDemoSettings(process.env);
  const connection = bullPool(settings.databaseUrl, 12);
  const options = { connection, telemetry, concurrency: 4, name: 'mail-1' };
  const workers = [
    new onPostgres.Worker(emailQueue, sendReceipt, options),
    new onPostgres.Worker(documentQueue, () => workFor(400), options),
    new onPostgres.Worker(invoiceQueue, () => workFor(250), options),
    new onPostgres.Worker(digestQueue, () => workFor(800), options),
  ];
  for (const worker of workers) worker.on('error', complain);
  const digests = new onPostgres.Queue(digestQueue, { connection, telemetry, defaultJobOptions: jobDefaults });
  await digests.upsertJobScheduler(
    'hourly-digest',
    { every: 60_000 },
    { name: 'send-digest', data: { list: 'staff' } },
  );
  return {
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await digests.close();
      await connection.end();
    },
  };
});
