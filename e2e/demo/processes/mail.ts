// Works off BullMQ's queues on Postgres: receipts, the documents and invoices of a flow, and a digest on a schedule.

import { type Job, UnrecoverableError } from 'bullmq';
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
import { noted } from '../work-ledger.ts';
import { runRole } from './role.ts';

class MailServerError extends Error {
  override name = 'MailServerError';
}

async function sendReceipt(job: Job<{ scenario: string; to: string }>): Promise<object> {
  await workFor(150);
  if (job.data.scenario === 'bounce') throw new UnrecoverableError(`550 5.1.1 ${job.data.to}: no such user`);
  if (job.data.scenario === 'mail-retry' && job.attemptsMade < 2)
    throw new MailServerError('421 4.7.0 try again later');
  return { accepted: job.data.to };
}

const mails = {
  queue: emailQueue,
  idOf: (job: Job) => job.id ?? '',
  isLast: (job: Job, error: unknown) =>
    error instanceof UnrecoverableError || job.attemptsMade + 1 >= (job.opts.attempts ?? 1),
};

await runRole(async () => {
  const settings = readDemoSettings(process.env);
  const connection = bullPool(settings.databaseUrl, 12);
  const options = { connection, telemetry, concurrency: 4, name: 'mail-1' };
  const workers = [
    new onPostgres.Worker(emailQueue, noted(mails, sendReceipt), options),
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
