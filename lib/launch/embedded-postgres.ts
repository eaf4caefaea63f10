// A real Postgres server from npm binaries: initialised once, started on a loopback port, ended with us.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { endLeftover } from '#lib/launch/end-leftover.ts';
import { freePort } from '#lib/launch/free-port.ts';
import { serverAccount } from '#lib/launch/postgres-account.ts';
import { databaseFolder, programFolder } from '#lib/launch/postgres-files.ts';

export interface EmbeddedPostgres {
  /** Connection string of database `signalbox`. */
  url: string;
  port: number;
  /** Resolves with a reason when the server ended by itself or was stopped. */
  exited: Promise<string>;
  /** Fast shutdown; resolves when no process is left. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  dataDir: string;
  /** Keep the same port over restarts; default a free one. */
  port?: number;
  /** Only for tests: no flush to disk. */
  isDurable?: boolean;
}

const serverSettings = {
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  // Whole pages are logged once after each checkpoint: a third less WAL a run then (measured). The one method that these binaries have.
  wal_compression: 'pglz',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  logging_collector: 'off',
};

/** Starts the server, initialising its folder at the first start. Throws with the server's own words when it cannot. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const account = serverAccount();
  const programs = programFolder(account);
  const folder = databaseFolder(options.dataDir, account);
  const passwordFile = join(options.dataDir, 'postgres-password');
  if (!existsSync(join(folder, 'PG_VERSION'))) initialise(programs, folder, passwordFile, account);
  await endLeftover(folder);
  const password = readFileSync(passwordFile, 'utf8').trim();
  const port = options.port ?? (await freePort());

  const settings = {
    ...serverSettings,
    ...(options.isDurable === false ? { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' } : {}),
  };
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const child = spawn(
    process.execPath,
    [
      join(import.meta.dirname, 'guard.ts'),
      'SIGINT',
      String(account?.uid ?? -1),
      String(account?.gid ?? -1),
      join(programs, 'bin', 'postgres'),
      '-D',
      folder,
      '-p',
      String(port),
      ...flags,
    ],
    // own process group: Ctrl-C must not take the database from under the others
    { stdio: ['pipe', 'ignore', 'pipe'], cwd: '/', detached: true },
  );
  const said = tailOf(child);
  const exited = new Promise<string>((resolve) =>
    child.once('exit', (code) => resolve(`Postgres ended (${code}): ${said()}`)),
  );
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/signalbox`;
  await untilReady(url.replace(/signalbox$/, 'postgres'), exited);
  return {
    url,
    port,
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function initialise(
  programs: string,
  folder: string,
  passwordFile: string,
  account: { uid: number; gid: number } | null,
): void {
  const password = randomBytes(24).toString('base64url');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const handed = join(tmpdir(), `signalbox-${randomBytes(8).toString('hex')}`);
  writeFileSync(handed, password, { mode: 0o600 });
  try {
    if (account) chownSync(handed, account.uid, account.gid);
    execFileSync(
      join(programs, 'bin', 'initdb'),
      [
        '-D',
        folder,
        '-U',
        'postgres',
        '--auth=scram-sha-256',
        `--pwfile=${handed}`,
        '--encoding=UTF8',
        '--locale=C',
        '--no-instructions',
        '--no-sync',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/', ...(account ?? {}) },
    );
  } finally {
    rmSync(handed, { force: true });
  }
}

/** Waits until the server answers and database `signalbox` exists. */
async function untilReady(url: string, exited: Promise<string>): Promise<void> {
  let hasEnded = false;
  let reason = '';
  void exited.then((text) => {
    hasEnded = true;
    reason = text;
  });
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (hasEnded) throw new Error(reason);
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      const found = await client.query("select 1 from pg_database where datname = 'signalbox'");
      if (found.rowCount === 0) await client.query('create database signalbox');
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => {});
      if (Date.now() > deadline) throw new Error(`Postgres did not answer in 60 s: ${(error as Error).message}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

function tailOf(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-4_000);
  });
  return () => text.trim();
}
