import { randomUUID } from 'node:crypto';
import { makeWorkerUtils } from 'graphile-worker';
import { type BatterySubject, collectorBattery } from '#lib/testing/collector-battery.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { readRequest, runOutbox } from '../outbox.ts';
import type { GraphileWorkerConfig } from './config.ts';
import { collector } from './read.ts';
import { quiet, work } from './testing-work.ts';

async function open(): Promise<BatterySubject<GraphileWorkerConfig>> {
  const database = await createTestDatabase();
  const utils = await makeWorkerUtils({ connectionString: database.url, logger: quiet });
  await utils.migrate();
  await runOutbox(readRequest(['install', 'graphile-worker', '--url', database.url]));
  return {
    settings: {
      name: 'orders',
      kind: 'graphile-worker',
      environment: 'test',
      config: collector.configSchema.parse({ url: database.url }),
      pollMs: 250,
      correlation: { pointers: [] },
      payload: { allow: [], redact: [] },
    },
    work: () => work(database.url, utils),
    fingerprint: () => writesOf(database),
    broken: await brokenOf(database),
    close: async () => {
      await utils.release();
      await database.drop();
    },
  };
}

/** Rows ever written, by table. */
async function writesOf({ pool }: TestDatabase): Promise<unknown> {
  const found = await pool.query(
    `select relname, n_tup_ins, n_tup_upd, n_tup_del from pg_stat_user_tables
      where schemaname in ('graphile_worker', 'signalbox_outbox') order by relname`,
  );
  return found.rows;
}

async function brokenOf({ url, pool }: TestDatabase): Promise<BatterySubject<GraphileWorkerConfig>['broken']> {
  const reader = `reader_${randomUUID().slice(0, 8)}`;
  await pool.query(`create role ${reader} login password 'open-sesame'`);
  const at = (change: (url: URL) => void, schema = 'graphile_worker'): GraphileWorkerConfig => {
    const other = new URL(url);
    change(other);
    return { url: other.href, schema };
  };
  return [
    { name: 'port', config: at((other) => Object.assign(other, { port: '1' })), says: /ECONNREFUSED|nothing listens/ },
    {
      name: 'database',
      config: at((other) => Object.assign(other, { pathname: '/nowhere' })),
      says: /nowhere.*does not exist/,
    },
    { name: 'schema', config: at(() => {}, 'elsewhere'), says: /no table elsewhere\._private_jobs/ },
    {
      name: 'rights',
      config: at((other) => Object.assign(other, { username: reader, password: 'open-sesame' })),
      says: /permission denied.*least rights/,
    },
  ];
}

collectorBattery(collector, open);
