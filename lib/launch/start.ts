// `npm start`: database, migrations, processes, in that order; everything that can be refused is refused before anything runs.
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { issueSetupCode } from '#lib/auth/setup-code.ts';
import { migrate } from '#lib/db/migrate.ts';
import { createPool } from '#lib/db/pool.ts';
import type { Role, Settings } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import { buildWeb, needsBuild } from '#lib/launch/build-web.ts';
import { generatedSecret, lockDataDir } from '#lib/launch/data-dir.ts';
import { isPortTaken } from '#lib/launch/free-port.ts';
import { keepPostgres } from '#lib/launch/keep-postgres.ts';
import { Supervisor } from '#lib/launch/supervise.ts';
import { waitForDatabase } from '#lib/launch/wait-for-database.ts';

const root = resolve(import.meta.dirname, '../..');

export interface Running {
  stop(): Promise<void>;
}

/** Ports that the chosen roles need, with the setting that moves each. */
function neededPorts(settings: Settings): { port: number; setting: string }[] {
  return [
    ...(settings.roles.includes('web') ? [{ port: settings.port, setting: 'PORT' }] : []),
    ...(settings.roles.includes('door') ? [{ port: settings.otlpHttpPort, setting: 'SIGNALBOX_OTLP_HTTP_PORT' }] : []),
  ];
}

async function refuseTakenPorts(settings: Settings): Promise<void> {
  const fields: Record<string, string> = {};
  for (const { port, setting } of neededPorts(settings)) {
    if (await isPortTaken(port, settings.host)) {
      fields[setting] = `port ${port} on ${settings.host} is taken by another program; set ${setting} to a free one`;
    }
  }
  if (Object.keys(fields).length > 0) throw new AppError('conflict', 'A port is taken', { fields });
}

async function prepareDemo(env: Record<string, string | undefined>): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'e2e/demo/prepare.ts')], {
    env: env as NodeJS.ProcessEnv,
  });
  return stdout.trim().split('\n').at(-1) ?? '';
}

async function untilAnswering(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Starts everything that `settings.roles` names. Throws before anything runs when it must not start; undoes what it began otherwise. */
export async function start(
  settings: Settings,
  options: { withDemo: boolean; say: (line: string) => void },
): Promise<Running> {
  const { say } = options;
  const dataDir = resolve(settings.dataDir);
  const unlock = lockDataDir(dataDir);
  const supervisor = new Supervisor(say);
  const ending = new AbortController();
  let postgres: Awaited<ReturnType<typeof keepPostgres>> | undefined;
  const stop = async () => {
    ending.abort();
    await supervisor.stop(['demo', 'web', 'door', 'worker']);
    await postgres?.stop();
    unlock();
  };

  try {
    await refuseTakenPorts(settings);
    const withWeb = settings.roles.includes('web');
    const build = withWeb && needsBuild(root) ? (say('Building the screens …'), buildWeb(root)) : Promise.resolve();
    build.catch(() => {});
    if (settings.databaseUrl === null) postgres = await keepPostgres(dataDir, say);
    const databaseUrl = settings.databaseUrl ?? postgres?.url ?? '';
    await waitForDatabase(databaseUrl, { say });
    const applied = await migrate(databaseUrl);
    if (applied.length > 0) say(`Schema brought up to date (${applied.length} steps)`);

    const env: Record<string, string | undefined> = {
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
    if (options.withDemo) env.SIGNALBOX_CONFIG = await prepareDemo(env);
    await build;

    const collector = (name: string, roles: Role[]) => {
      const wanted = roles.filter((role) => settings.roles.includes(role));
      if (wanted.length === 0) return;
      const args = [join(root, 'collectors/main.ts'), `--roles=${wanted.join(',')}`];
      supervisor.keep({ name, args, env, cwd: process.cwd() });
    };
    collector('door', ['door']);
    collector('worker', ['watcher', 'deriver', 'keeper']);
    if (withWeb) {
      const args = [
        join(root, 'node_modules/next/dist/bin/next'),
        'start',
        root,
        '-H',
        settings.host,
        '-p',
        String(settings.port),
      ];
      supervisor.keep({
        name: 'web',
        args,
        env: { ...env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
        cwd: root,
      });
      await untilAnswering(`http://${settings.host}:${settings.port}/livez`, ending.signal);
    }
    if (options.withDemo) supervisor.keep({ name: 'demo', args: [join(root, 'e2e/demo/main.ts')], env, cwd: root });
    await greet(databaseUrl, settings, say);
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function greet(databaseUrl: string, settings: Settings, say: (line: string) => void): Promise<void> {
  const pool = createPool({ url: databaseUrl, max: 1 });
  try {
    const code = await issueSetupCode(pool);
    say(`Signalbox is at ${settings.url}`);
    if (settings.roles.includes('door')) say(`Send OpenTelemetry to http://${settings.host}:${settings.otlpHttpPort}`);
    if (code) say(`Create the first admin at ${settings.url}/setup with the one-time code ${code}`);
  } finally {
    await pool.end();
  }
}
