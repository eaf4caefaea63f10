import { randomUUID } from 'node:crypto';
import { createPostgresBackend, runMigrations, type Worker, withBackend } from 'bullmq';
import pg from 'pg';
import { type BatterySubject, collectorBattery } from '#lib/testing/collector-battery.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { type BullmqConfig, bullmqConfigSchema } from './config.ts';
import { collector } from './read.ts';
import { doWork, type Work } from './testing-work.ts';

async function open(): Promise<BatterySubject<BullmqConfig>> {
  const database = await createTestDatabase();
  const connection = new pg.Pool({ connectionString: database.url, max: 6, options: '-c search_path=bullmq' });
  const client = await database.pool.connect();
  await runMigrations(client);
  client.release(true);
  const onPostgres = withBackend(createPostgresBackend);
  const queue = new onPostgres.Queue('email', { connection });
  await queue.waitUntilReady();
  return {
    settings: {
      name: 'mail',
      kind: 'bullmq',
      environment: 'test',
      config: bullmqConfigSchema.parse({ url: database.url }),
      pollMs: 250,
      correlation: { pointers: [] },
      payload: { allow: [], redact: [] },
    },
    work: () =>
      doWork({
        queue,
        startWorker: (handle) =>
          new onPostgres.Worker('email', handle, { connection, concurrency: 4 }) as unknown as Worker<Work>,
      }),
    fingerprint: async () =>
      (
        await database.pool.query(
          `select relname, n_tup_ins, n_tup_upd, n_tup_del from pg_stat_user_tables where schemaname = 'bullmq' order by relname`,
        )
      ).rows,
    broken: await brokenOf(database),
    close: async () => {
      await queue.close();
      await connection.end();
      await database.drop();
    },
  };
}

async function brokenOf({ url, pool }: TestDatabase): Promise<BatterySubject<BullmqConfig>['broken']> {
  const reader = `reader_${randomUUID().slice(0, 8)}`;
  await pool.query(`create role ${reader} login password 'open-sesame'`);
  const blind = new URL(url);
  blind.username = reader;
  blind.password = 'open-sesame';
  return [
    {
      name: 'schema',
      config: bullmqConfigSchema.parse({ url, schema: 'elsewhere' }),
      says: /no table elsewhere\.event/,
    },
    { name: 'rights', config: bullmqConfigSchema.parse({ url: blind.href }), says: /permission denied/ },
  ];
}

collectorBattery(collector, open);
