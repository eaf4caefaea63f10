// `npm start`: database, migrations, processes, in that order; everything that can be refused is refused before anything runs.
import { join, resolve } from 'node:path';
import { basePathOf } from '#lib/auth/public-url.ts';
import { migrate } from '#lib/db/migrate.ts';
import type { Role, Settings } from '#lib/env.ts';
import { buildWeb, needsBuild } from '#lib/launch/build-web.ts';
import { generatedSecret, lockDataDir } from '#lib/launch/data-dir.ts';
import { type KeptPostgres, keepPostgres } from '#lib/launch/keep-postgres.ts';
import { refuseTakenPorts } from '#lib/launch/ports.ts';
import { prepareDemo } from '#lib/launch/prepare-demo.ts';
import { saySetupCode } from '#lib/launch/say-setup-code.ts';
import { Supervisor } from '#lib/launch/supervise.ts';
import { untilAnswering } from '#lib/launch/until-answering.ts';
import { waitForDatabase } from '#lib/launch/wait-for-database.ts';
import { readDeclaredSources } from '#lib/watch/declared-sources.ts';

const root = resolve(import.meta.dirname, '../..');
/** What a killed launcher left notices within this time and ends. */
const crashPatienceMs = 20_000;

/**
 * Of Node, for the door: bodies come and go fast, and V8 would rather grow than collect. Measured at ten times what it can take, 273 MiB instead
 * of 490, at the same speed. The same flags stand in docker-compose.yml.
 */
export const doorFlags = ['--max-semi-space-size=8', '--max-old-space-size=256'];
/** For the worker: 362 MiB instead of 389 at 640 watched runs a second, at the same speed. The same flag stands beside the door's. */
export const workerFlags = ['--max-semi-space-size=8'];

export interface StartOptions {
  withDemo: boolean;
  /** The screens from source, reloaded at each edit. */
  isDev?: boolean;
  say: (line: string) => void;
  /** Aborted to stop: a start under way is undone, what runs is ended. */
  signal: AbortSignal;
}

/**
 * Starts everything that `settings.roles` names and resolves, after `signal` was aborted, when no process is left. Throws
 * before anything runs when it must not start, and undoes what it began when it cannot.
 */
export async function runUntilAborted(settings: Settings, options: StartOptions): Promise<void> {
  const { say, signal } = options;
  const dataDir = resolve(settings.dataDir);
  await readDeclaredSources(settings.configPath, process.env);
  const lock = lockDataDir(dataDir);
  const supervisor = new Supervisor(say);
  let postgres: KeptPostgres | undefined;
  try {
    await refuseTakenPorts(settings, lock.wasCrashed ? crashPatienceMs : 0);
    const build = buildIfNeeded(settings, options);
    if (settings.databaseUrl === null) postgres = await keepPostgres(dataDir, say);
    const databaseUrl = settings.databaseUrl ?? postgres?.url ?? '';
    await waitForDatabase(databaseUrl, { say, signal });
    const applied = await migrate(databaseUrl);
    if (applied.length > 0) say(`Schema brought up to date (${applied.length} steps)`);
    const env = childEnvironment(settings, dataDir, databaseUrl);
    if (options.withDemo) env.SIGNALBOX_CONFIG = await prepareDemo(root, env, signal);
    startCollectors(supervisor, settings, env);
    await build;
    signal.throwIfAborted();
    if (settings.roles.includes('web')) await startWeb(supervisor, settings, env, options);
    if (options.withDemo) supervisor.keep({ name: 'demo', args: [join(root, 'e2e/demo/main.ts')], env, cwd: root });
    if (settings.roles.includes('door')) await untilAnswering(settings.host, settings.otlpHttpPort, '/livez', signal);
    if (settings.roles.includes('door')) {
      const { host, otlpHttpPort, otlpGrpcPort } = settings;
      say(`Send OpenTelemetry to http://${host}:${otlpHttpPort} (HTTP) or http://${host}:${otlpGrpcPort} (gRPC)`);
    }
    await saySetupCode(databaseUrl, settings.url, say);
    // the demo's first minutes would be a speck at the end of a day
    say(`Signalbox is at ${settings.url}${options.withDemo ? '/?environment=demo&from=now-15m' : ''}`);
    await new Promise((end) => {
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted) end(null);
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await supervisor.stop(['demo', 'web', 'door', 'worker']);
    await postgres?.stop();
    lock.release();
  }
}

function buildIfNeeded(settings: Settings, { say, signal, isDev }: StartOptions): Promise<void> {
  if (isDev || !settings.roles.includes('web') || !needsBuild(root, settings.url)) return Promise.resolve();
  say('Building the screens …');
  const build = buildWeb(root, settings.url, signal);
  // awaited later: a fault in between must not count as unhandled
  build.catch(() => {});
  return build;
}

function childEnvironment(
  settings: Settings,
  dataDir: string,
  databaseUrl: string,
): Record<string, string | undefined> {
  return {
    ...process.env,
    DATABASE_URL: databaseUrl,
    SIGNALBOX_SECRET: settings.secret ?? generatedSecret(dataDir),
    SIGNALBOX_DATA_DIR: dataDir,
    SIGNALBOX_URL: settings.url,
    SIGNALBOX_HOST: settings.host,
    PORT: String(settings.port),
    SIGNALBOX_OTLP_HTTP_PORT: String(settings.otlpHttpPort),
    SIGNALBOX_OTLP_GRPC_PORT: String(settings.otlpGrpcPort),
  };
}

function startCollectors(supervisor: Supervisor, settings: Settings, env: Record<string, string | undefined>): void {
  const start = (name: string, roles: Role[], flags: string[] = []) => {
    const wanted = roles.filter((role) => settings.roles.includes(role));
    if (wanted.length === 0) return;
    const args = [...flags, join(root, 'collectors/main.ts'), `--roles=${wanted.join(',')}`];
    supervisor.keep({ name, args, env, cwd: process.cwd() });
  };
  start('door', ['door'], doorFlags);
  start('worker', ['watcher', 'deriver', 'keeper'], workerFlags);
}

async function startWeb(
  supervisor: Supervisor,
  settings: Settings,
  env: Record<string, string | undefined>,
  { isDev, signal }: StartOptions,
): Promise<void> {
  const next = join(root, 'node_modules/next/dist/bin/next');
  supervisor.keep({
    name: 'web',
    args: [next, isDev ? 'dev' : 'start', root, '-H', settings.host, '-p', String(settings.port)],
    env: { ...env, NODE_ENV: isDev ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1' },
    cwd: root,
  });
  await untilAnswering(settings.host, settings.port, `${basePathOf(settings.url)}/livez`, signal);
}
