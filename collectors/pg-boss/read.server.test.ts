import { randomUUID } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import { type BatterySubject, collectorBattery, entriesOf, type LedgerEntry } from '#lib/testing/collector-battery.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { WorkLedger } from '#lib/testing/work-ledger.ts';
import type { PgBossConfig } from './config.ts';
import { collector } from './read.ts';
import { testSettings } from './testing-settings.ts';

const readingMs = 250;
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
    settings: testSettings(database.url),
    work: () => work(boss),
    fingerprint: () => writesOf(database),
    broken: await brokenOf(database),
    close: async () => {
      await boss.stop({ graceful: false });
      await database.drop();
    },
  };
}

const cases = [
  { kind: 'success', state: 'succeeded', attempts: 1, delaySeconds: 0, failures: 0 },
  { kind: 'retry', state: 'succeeded', attempts: 2, delaySeconds: 0, failures: 1 },
  { kind: 'exhausted', state: 'dead', attempts: 3, delaySeconds: 0, failures: 9 },
  { kind: 'delayed', state: 'succeeded', attempts: 1, delaySeconds: 1, failures: 0 },
] as const;

/** A job of each kind, taken and ended by hand: the library's own worker does not tell when the database heard of an end. */
async function work(boss: PgBoss): Promise<LedgerEntry[]> {
  const ledger = new WorkLedger();
  for (const { kind, state, delaySeconds, failures } of cases) {
    const id = randomUUID();
    const correlationId = `c-${kind}`;
    const what: Work = { correlationId, failures, workMs: 60 };
    const from = Date.now();
    await boss.send('mail', what, { id, startAfter: delaySeconds });
    const note = { queue: 'mail', jobId: id, kind, state, correlationId, delayMs: delaySeconds * 1000 };
    ledger.enqueue({ ...note, enqueued: { from, to: Date.now() } });
  }
  for (let left = cases.reduce((sum, { attempts }) => sum + attempts, 0); left > 0; ) {
    const asked = Date.now();
    const [job] = await boss.fetch<Work>('mail');
    if (!job) {
      await sleep(20);
      continue;
    }
    left--;
    const number = ledger.begin('mail', job.id, asked);
    await sleep(job.data.workMs);
    const error = number <= job.data.failures ? `failure ${number}` : null;
    ledger.end('mail', job.id, number, error === null ? 'succeeded' : 'failed', error);
    if (error === null) await boss.complete('mail', job.id);
    else await boss.fail('mail', job.id, new TypeError(error));
    ledger.confirm('mail', job.id);
    // a poller sees what lasts: also on a busy machine it reads once while the failed attempt is the last
    if (error !== null) await sleep(readingMs);
  }
  return entriesOf(ledger);
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
