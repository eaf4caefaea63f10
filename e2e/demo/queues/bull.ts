import { createPostgresBackend, type DefaultJobOptions, withBackend } from 'bullmq';
import pg from 'pg';
import { bullmqTelemetry } from '#otel/index.ts';
import { complain } from '../complain.ts';

export const emailQueue = 'email';
export const invoiceQueue = 'invoice';
export const documentQueue = 'document';
export const digestQueue = 'digest';
/** On Redis. */
export const thumbnailQueue = 'thumbnail';

/** BullMQ's classes on its Postgres backend. */
export const onPostgres = withBackend(createPostgresBackend);

/** One pool for all queues of a process; the backend finds its tables through the search path. */
export function bullPool(databaseUrl: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: databaseUrl, max, keepAlive: true, options: '-c search_path=bullmq' });
  pool.on('error', complain);
  return pool;
}

/** What finished jobs leave behind is bounded, so that hours of demo do not fill the disk. */
export const jobDefaults: DefaultJobOptions = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 1000 },
  removeOnComplete: { count: 2000 },
  removeOnFail: { count: 2000 },
};

export const telemetry = bullmqTelemetry();
