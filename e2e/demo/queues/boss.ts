import { PgBoss } from 'pg-boss';
import { instrumentPgBoss } from '#otel/index.ts';
import { complain } from '../complain.ts';

export const orderQueue = 'order-fulfilment';
export const reviewQueue = 'order-review';
export const deadQueue = 'order-dead';
/** Counts the stock once a minute. */
export const stockQueue = 'stock-count';
/** Closes the books once a minute, and takes longer than that: while a close runs, pg-boss drops the next one, so the schedule misses. */
export const closeQueue = 'ledger-close';

/** Rows of finished jobs are kept this long, so that hours of demo do not fill the disk. */
const keepFinishedSeconds = 2 * 3600;

/** A started pg-boss that tells of its jobs through the worker kit. Only one process looks after schedules and expiry. */
export async function startBoss(databaseUrl: string, role: 'producer' | 'keeper'): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: 4,
    application_name: `demo ${role}`,
    supervise: role === 'keeper',
    schedule: role === 'keeper',
    monitorIntervalSeconds: 10,
    maintenanceIntervalSeconds: 60,
    cronMonitorIntervalSeconds: 10,
    cronWorkerIntervalSeconds: 5,
    useListenNotify: role === 'keeper',
    openTelemetry: { enabled: false },
  });
  boss.on('error', complain);
  await boss.start();
  return instrumentPgBoss(boss);
}

/** Creates what is missing; an existing queue is left as it is. */
export async function createBossQueues(boss: PgBoss): Promise<void> {
  const common = { deleteAfterSeconds: keepFinishedSeconds, notify: true };
  // Nobody works it off: rows leave when their time is over.
  await boss.createQueue(deadQueue, { ...common, retentionSeconds: keepFinishedSeconds });
  await boss.createQueue(orderQueue, {
    ...common,
    retryLimit: 2,
    retryDelay: 2,
    deadLetter: deadQueue,
    expireInSeconds: 60,
  });
  await boss.createQueue(reviewQueue, { ...common, retryLimit: 0 });
  await boss.createQueue(stockQueue, { ...common, retryLimit: 1 });
  await boss.createQueue(closeQueue, { ...common, retryLimit: 0, policy: 'exclusive', expireInSeconds: 300 });
}
