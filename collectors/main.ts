// The process of all roles but the web: `node collectors/main.ts --roles=door,watcher,deriver,keeper`. SIGTERM and SIGINT close the
// roles and end with 0; a fault at start or a crash ends with 1, and whoever started the process starts it again.
import { parseArgs } from 'node:util';
import { createPool, type Pool, type PoolOptions } from '#lib/db/pool.ts';
import { readSettings, type Settings } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import { noteSeen, wasSeen } from '#lib/ingest/spool/database-seen.ts';
import { openWorkerProbes } from '#lib/launch/open-worker-probes.ts';
import { waitForDatabase } from '#lib/launch/wait-for-database.ts';
import { workerReadiness } from '#lib/launch/worker-readiness.ts';
import { log } from '#lib/log.ts';
import { installationMetrics } from '#lib/metrics/installation-metrics.ts';
import { Report } from '#lib/metrics/report.ts';
import type { RunningRole, StartRole } from '#lib/role.ts';
import { faultSentence } from '#lib/watch/fault-sentence.ts';

/** A role that hangs in closing must not keep the process: leases run out by themselves. */
const closeWithinMs = 15_000;

/** Loaded by need: a door alone carries no queue client. */
const starters: Record<string, () => Promise<StartRole>> = {
  door: async () => (await import('#collectors/door.ts')).startDoors,
  watcher: async () => {
    const [{ startWatcher }, { collectors }] = await Promise.all([
      import('#lib/watch/watcher.ts'),
      import('#collectors/index.ts'),
    ]);
    return (context) => startWatcher(context, collectors);
  },
  deriver: async () => (await import('#lib/derive/start-deriver.ts')).startDeriver,
  keeper: async () => {
    const starts = await Promise.all([
      import('#lib/keep/start-keeper.ts').then(({ startKeeper }) => startKeeper),
      import('#lib/keep/start-schedules.ts').then(({ startSchedules }) => startSchedules),
      import('#lib/alerts/start-alerts.ts').then(({ startAlerts }) => startAlerts),
      import('#lib/embed/start-widgets.ts').then(({ startWidgets }) => startWidgets),
    ]);
    return async (context) => {
      const parts: RunningRole[] = [];
      for (const start of starts) parts.push(await start(context));
      return { close: async () => void (await Promise.all(parts.map((part) => part.close()))) };
    };
  },
};

const running: RunningRole[] = [];
const pools: Pool[] = [];
let isEnding = false;
const giveUp = new AbortController();

function rolesOf(settings: Settings): string[] {
  const { values } = parseArgs({ options: { roles: { type: 'string' } } });
  const wanted = values.roles?.split(',').map((name) => name.trim()) ?? settings.roles.filter((role) => role !== 'web');
  const unknown = wanted.filter((name) => !starters[name]);
  if (unknown.length > 0 || wanted.length === 0) {
    throw new AppError(
      'invalid_input',
      `--roles takes ${Object.keys(starters).join(', ')}; not: ${unknown.join(', ')}`,
    );
  }
  return wanted;
}

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const { databaseUrl } = settings;
  if (databaseUrl === null) throw new AppError('invalid_input', 'DATABASE_URL is not set; `npm start` sets it.');
  const wanted = rolesOf(settings);
  const report = new Report();
  const start = async (names: readonly string[], pool: () => Pool): Promise<void> => {
    for (const name of names) {
      const startRole = await starters[name]?.();
      if (!startRole || isEnding) return;
      running.push(await startRole({ settings, pool: pool(), report }));
      log.info({ role: name }, 'started');
    }
  };
  const doors = wanted.filter((name) => name === 'door');
  const others = wanted.filter((name) => name !== 'door');
  const shared =
    others.length > 0 ? poolOf({ url: databaseUrl, applicationName: `signalbox ${others.join('+')}`, max: 10 }) : null;
  if (shared) {
    report.add({
      metrics: () => installationMetrics(shared, Date.now() * 1000),
      readiness: () => workerReadiness(shared, others),
    });
    // Before anything is waited for, so that who asks is told what it waits for.
    if (doors.length === 0) running.push(await openWorkerProbes(settings, shared, report));
  }
  /** The door has a spool: it does not wait long for a database that is silent. */
  const patience = { connectTimeoutMs: 5_000, statementTimeoutMs: 5_000, maxHeldMs: 8_000 };
  const doorPool = () => poolOf({ url: databaseUrl, applicationName: 'signalbox door', max: 10, ...patience });
  // A database that the door has reached before need not be there: what comes meanwhile is for the spool.
  const isDoorFirst = doors.length > 0 && wasSeen(settings.dataDir, databaseUrl);
  if (isDoorFirst) await start(doors, doorPool);
  const giveUpMs = isDoorFirst ? Number.POSITIVE_INFINITY : undefined;
  await waitForDatabase(databaseUrl, { say: (line) => log.warn(line), signal: giveUp.signal, giveUpMs });
  if (!isDoorFirst) await start(doors, doorPool);
  if (doors.length > 0) noteSeen(settings.dataDir, databaseUrl);
  if (shared) await start(others, () => shared);
}

function poolOf(options: PoolOptions): Pool {
  const pool = createPool(options);
  pools.push(pool);
  return pool;
}

async function end(exitCode: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  giveUp.abort();
  setTimeout(() => process.exit(exitCode === 0 ? 1 : exitCode), closeWithinMs).unref();
  await Promise.allSettled(running.map((role) => role.close()));
  await Promise.all(pools.map((pool) => pool.end().catch(() => {})));
  process.exit(exitCode);
}

function crash(error: unknown): void {
  if (isEnding) return;
  const fields = error instanceof AppError ? error.fields : undefined;
  log.fatal({ err: error instanceof AppError ? undefined : error, fields }, faultSentence(error));
  void end(1);
}

process.on('SIGTERM', () => void end(0));
process.on('SIGINT', () => void end(0));
process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);
main().catch(crash);
