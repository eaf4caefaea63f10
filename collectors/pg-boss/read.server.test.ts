import { randomUUID } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import { type BatterySubject, collectorBattery, type LedgerEntry } from '#lib/testing/collector-battery.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import type { PgBossConfig } from './config.ts';
import { collector } from './read.ts';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Work {
  correlationId: string;
  failures: number;
  workMs: number;
}

async function open(): Promise<BatterySubject<PgBossConfig>> {
  const database = await createTestDatabase();
  const boss = new PgBoss({ connectionString: database.url, max: 4, supervise: false, schedule: false });
  boss.on('error', () => {});
  await boss.start();
  await boss.createQueue('mail', { retryLimit: 2, retryDelay: 0 });
  return {
    settings: {
      name: 'orders',
      kind: 'pg-boss',
      environment: 'test',
      config: collector.configSchema.parse({ url: database.url }),
      pollMs: 250,
      correlation: { pointers: [] },
      payload: { allow: [], redact: [] },
    },
    work: () => work(boss),
    fingerprint: () => writesOf(database),
    broken: await brokenOf(database),
    close: async () => {
      await boss.stop({ graceful: false });
      await database.drop();
    },
  };
}

async function work(boss: PgBoss): Promise<LedgerEntry[]> {
  const due = new Map<string, number>();
  const seen = new Map<string, { starts: number[]; ends: number[] }>();
  const send = async (what: Work, delaySeconds = 0): Promise<string> => {
    const id = randomUUID();
    await boss.send('mail', what, { id, startAfter: delaySeconds });
    due.set(id, Date.now() + delaySeconds * 1000);
    return id;
  };
  const entry = (jobId: string, state: LedgerEntry['state'], attempts: number, what: Work): LedgerEntry => {
    const { starts = [], ends = [] } = seen.get(jobId) ?? {};
    return {
      queue: 'mail',
      jobId,
      state,
      attempts,
      waitMs: Math.max(0, (starts[0] ?? 0) - (due.get(jobId) ?? 0)),
      durationMs: (ends.at(-1) ?? 0) - (starts.at(-1) ?? 0),
      error: what.failures > 0 ? `failure ${Math.min(what.failures, 3)}` : null,
      correlationId: what.correlationId,
    };
  };
  const kinds = {
    success: { correlationId: 'c-success', failures: 0, workMs: 60 },
    retry: { correlationId: 'c-retry', failures: 1, workMs: 60 },
    exhausted: { correlationId: 'c-exhausted', failures: 9, workMs: 40 },
    delayed: { correlationId: 'c-delayed', failures: 0, workMs: 30 },
  };
  const ids = {
    success: await send(kinds.success),
    retry: await send(kinds.retry),
    exhausted: await send(kinds.exhausted),
    delayed: await send(kinds.delayed, 1),
  };
  const finished = new Set<string>();
  const worker = await boss.work<Work>('mail', { pollingIntervalSeconds: 0.5, batchSize: 1 }, async ([job]) => {
    if (!job) return;
    const times = seen.get(job.id) ?? { starts: [], ends: [] };
    seen.set(job.id, times);
    times.starts.push(Date.now());
    await sleep(job.data.workMs);
    times.ends.push(Date.now());
    const count = times.starts.length;
    if (count <= job.data.failures) {
      if (count === 3) finished.add(job.id);
      throw new TypeError(`failure ${count}`);
    }
    finished.add(job.id);
  });
  while (finished.size < Object.keys(ids).length) await sleep(20);
  await boss.offWork('mail', { id: worker, wait: true });
  return [
    entry(ids.success, 'succeeded', 1, kinds.success),
    entry(ids.retry, 'succeeded', 2, kinds.retry),
    entry(ids.exhausted, 'dead', 3, kinds.exhausted),
    entry(ids.delayed, 'succeeded', 1, kinds.delayed),
  ];
}

/** Rows ever written in the schema, by table. Counters are flushed by whoever wrote, at the end of each statement at most a second later. */
async function writesOf({ pool }: TestDatabase): Promise<unknown> {
  const found = await pool.query(
    `select relname, n_tup_ins, n_tup_upd, n_tup_del from pg_stat_user_tables where schemaname = 'pgboss' order by relname`,
  );
  return found.rows;
}

async function brokenOf({ url, pool }: TestDatabase): Promise<BatterySubject<PgBossConfig>['broken']> {
  const reader = `reader_${randomUUID().slice(0, 8)}`;
  await pool.query(`create role ${reader} login password 'open-sesame'`);
  const at = (change: (url: URL) => void, schema = 'pgboss'): PgBossConfig => {
    const other = new URL(url);
    change(other);
    return { url: other.href, schema, queues: [] };
  };
  const as = (password: string) => (other: URL) => {
    other.username = reader;
    other.password = password;
  };
  return [
    { name: 'port', config: at((other) => Object.assign(other, { port: '1' })), says: /ECONNREFUSED|nothing listens/ },
    {
      name: 'database',
      config: at((other) => Object.assign(other, { pathname: '/nowhere' })),
      says: /nowhere.*does not exist/,
    },
    { name: 'schema', config: at(() => {}, 'elsewhere'), says: /no table elsewhere\.job/ },
    { name: 'rights', config: at(as('open-sesame')), says: /permission denied.*least rights/ },
  ];
}

collectorBattery(collector, open);
