// Run by the launcher before the demo and Signalbox's own processes start: `node e2e/demo/prepare.ts`. Makes the demo's database and
// its queues' tables, chooses a port for a Redis of our own, and prints where the written `signalbox.yaml` lies (for `SIGNALBOX_CONFIG`).
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runMigrations } from 'bullmq';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { makeCheckIns } from './check-ins.ts';
import { findRedisServer, freePort } from './redis-server.ts';
import { type DemoSettings, readDemoSettings } from './settings.ts';
import { demoConfig } from './sources.ts';

/** What `prepareDemo` decided, kept in `plan.json` for the demo's processes. */
export interface DemoPlan {
  redisUrl: string | null;
  /** Port of a Redis that the demo starts itself; null = there is one already, or none at all. */
  ownRedisPort: number | null;
  configPath: string;
  /** Tokens of the schedules that check in, by name; none where Signalbox's own database is not known. */
  tokens: Record<string, string>;
}

async function createDatabase(databaseUrl: string): Promise<void> {
  const admin = new URL(databaseUrl);
  const name = decodeURIComponent(admin.pathname.slice(1));
  admin.pathname = '/postgres';
  const client = new pg.Client({ connectionString: admin.href });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

async function createQueueTables(databaseUrl: string): Promise<void> {
  const boss = new PgBoss({ connectionString: databaseUrl, supervise: false, schedule: false, max: 1 });
  await boss.start();
  await boss.stop({ graceful: false });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}

/** As an operator would: the demo's jobs come and go faster than they are polled. */
async function installOutbox(databaseUrl: string): Promise<void> {
  const program = fileURLToPath(new URL('../../collectors/outbox.ts', import.meta.url));
  await promisify(execFile)(process.execPath, [program, 'install', 'pg-boss', '--url', databaseUrl]);
}

/** Makes everything ready; may be run any number of times. */
export async function prepareDemo(settings: DemoSettings): Promise<DemoPlan> {
  await mkdir(settings.folder, { recursive: true });
  await createDatabase(settings.databaseUrl);
  await createQueueTables(settings.databaseUrl);
  await installOutbox(settings.databaseUrl);
  const ownRedisPort = settings.redisUrl === null && (await findRedisServer()) ? await freePort() : null;
  const redisUrl = settings.redisUrl ?? (ownRedisPort === null ? null : `redis://127.0.0.1:${ownRedisPort}`);
  const configPath = path.join(settings.folder, 'signalbox.yaml');
  const kept = (await readPlan(settings))?.tokens ?? {};
  const tokens = settings.ownDatabaseUrl === null ? {} : await makeCheckIns(settings.ownDatabaseUrl, kept);
  const plan: DemoPlan = { redisUrl, ownRedisPort, configPath, tokens };
  await writeFile(configPath, demoConfig(settings.databaseUrl, redisUrl), { mode: 0o600 });
  await writeFile(path.join(settings.folder, 'plan.json'), JSON.stringify(plan), { mode: 0o600 });
  return plan;
}

/** The plan of the last `prepareDemo`, or null when there was none. */
export async function readPlan(settings: DemoSettings): Promise<DemoPlan | null> {
  try {
    return JSON.parse(await readFile(path.join(settings.folder, 'plan.json'), 'utf8')) as DemoPlan;
  } catch {
    return null;
  }
}

if (import.meta.main) {
  const plan = await prepareDemo(readDemoSettings(process.env));
  console.log(plan.configPath);
}
