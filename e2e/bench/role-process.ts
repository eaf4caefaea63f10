// The product's own processes, started as the launcher starts them, and how much memory each ever took.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#lib/launch/free-port.ts';
import { doorFlags, workerFlags } from '#lib/launch/start.ts';

export interface RoleProcess {
  pid: number;
  /** Of OTLP/HTTP; free when the door is not among the roles. */
  port: number;
  /** A counter or gauge of the door's `/metrics`, such as `records_in_spool`; 0 = not there. */
  metric(name: string): Promise<number>;
  /** The most memory the process held so far, in bytes (VmHWM of Linux). */
  peakBytes(): number;
  /** SIGTERM, and waits for the end. */
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;

/** Starts `collectors/main.ts` with `roles`; resolves when the door answers or, without a door, when the process says that it started. */
export async function startRoles(
  databaseUrl: string,
  roles: readonly string[],
  env: Record<string, string> = {},
): Promise<RoleProcess> {
  const port = await freePort();
  const hasDoor = roles.includes('door');
  // For the door's spool: never that of another installation.
  const dataDir = mkdtempSync(join(tmpdir(), 'signalbox-bench-data-'));
  const flags = hasDoor ? doorFlags : workerFlags;
  const child = spawn(process.execPath, [...flags, 'collectors/main.ts', `--roles=${roles.join(',')}`], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      SIGNALBOX_DATA_DIR: dataDir,
      SIGNALBOX_SECRET: 'only-for-the-bench-only-for-the-bench-0123456789',
      SIGNALBOX_HOST: '127.0.0.1',
      SIGNALBOX_OTLP_HTTP_PORT: String(port),
      SIGNALBOX_OTLP_GRPC_PORT: String(await freePort()),
      SIGNALBOX_LOG_LEVEL: hasDoor ? 'warn' : 'info',
      ...env,
    },
    stdio: ['ignore', hasDoor ? 'ignore' : 'pipe', 'inherit'],
  });
  if (hasDoor) await untilAnswering(child, port);
  else await untilSaid(child, '"started"', roles.length);
  return {
    pid: child.pid as number,
    port,
    metric: async (name) => {
      const { body } = await fetchText(port, '/metrics');
      return Number(new RegExp(`^signalbox_door_${name} (\\d+)$`, 'm').exec(body)?.[1] ?? 0);
    },
    peakBytes: () => peakBytes(child),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Resolves when nothing is left in the door's spool: all that it acknowledged is in Postgres. */
export async function untilDrained(door: RoleProcess): Promise<void> {
  while ((await door.metric('records_in_spool')) > 0) await pause(5);
}

function peakBytes(child: ChildProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kib === undefined) throw new Error('this system does not tell how much memory a process took');
  return Number(kib) * 1024;
}

async function untilAnswering(child: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the door ended with ${child.exitCode}`);
    const answer = await fetchText(port, '/livez').catch(() => null);
    if (answer?.status === 200) return;
    if (Date.now() > deadline) throw new Error('the door did not open');
    await pause(50);
  }
}

/** Over a connection of its own. */
function fetchText(port: number, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = get({ port, host: '127.0.0.1', path, agent: false }, (response) => {
      let body = '';
      response.on('data', (piece: Buffer) => {
        body += piece.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}

/** Reads the log of `child` to its end, and resolves once `text` came `times` times. */
async function untilSaid(child: ChildProcess, text: string, times: number): Promise<void> {
  let left = times;
  let last = '';
  const said = Promise.withResolvers<void>();
  child.stdout?.on('data', (piece: Buffer) => {
    last = piece.toString();
    left -= last.split(text).length - 1;
    if (left <= 0) said.resolve();
  });
  child.once('exit', (code) => said.reject(new Error(`the process ended with ${code}: ${last}`)));
  const timer = setTimeout(() => said.reject(new Error('the process did not start')), startTimeoutMs);
  await said.promise.finally(() => clearTimeout(timer));
}
