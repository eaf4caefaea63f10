// Processes that evaluate and deliver alerts, of our own on the rig's database: killed, frozen and cut off at our pace.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Rig } from './rig.ts';

const main = path.resolve(import.meta.dirname, '../../collectors/main.ts');

/** The launcher starts everything but the process that evaluates alerts. */
export const withoutKeeper = { SIGNALBOX_ROLES: 'door,watcher,deriver,web', SIGNALBOX_ALLOW_HOSTS: '127.0.0.1' };

export interface Alerter {
  pid(): number;
  probesUrl: string;
  isRunning(): boolean;
  /** Starts it, again after its end. Resolves when it answers. */
  start(): Promise<void>;
  end(signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  freeze(): void;
  thaw(): void;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

/** Starts one; the rig's `stop` ends it. `settings` go over those of the rig. */
export async function startAlerter(
  rig: Pick<Rig, 'env' | 'folder' | 'onStop'>,
  settings: Record<string, string> = {},
): Promise<Alerter> {
  const port = await freePort();
  let child: ChildProcess | null = null;
  const alerter: Alerter = {
    probesUrl: `http://127.0.0.1:${port}`,
    pid: () => child?.pid ?? 0,
    isRunning: () => child !== null && child.exitCode === null && child.signalCode === null,
    async start() {
      const starting = spawn(process.execPath, [main, '--roles=keeper'], {
        cwd: rig.folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...rig.env, SIGNALBOX_WORKER_PORT: String(port), ...settings } as NodeJS.ProcessEnv,
      });
      child = starting;
      for (const stream of [starting.stdout, starting.stderr]) {
        stream.on('data', (piece: Buffer) => void (process.env.SHOW_OUTPUT && process.stderr.write(piece)));
      }
      for (const until = Date.now() + 120_000; Date.now() < until; await sleep(50)) {
        if (starting.exitCode !== null) throw new Error(`an alerter ended with ${starting.exitCode}`);
        const answer = await fetch(`http://127.0.0.1:${port}/livez`).catch(() => null);
        if (answer?.ok) return;
      }
      throw new Error('an alerter did not answer in 120 s');
    },
    async end(signal = 'SIGKILL') {
      const ending = child;
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
      const exited = once(ending, 'exit');
      ending.kill('SIGCONT');
      ending.kill(signal);
      await exited;
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
  };
  rig.onStop(() => alerter.end());
  await alerter.start();
  return alerter;
}

/** Who holds the lease of the evaluator now, and how often it changed hands; null = nobody. */
export async function leader(
  rig: Rig,
  alerters: readonly Alerter[],
): Promise<{ alerter: Alerter; epoch: number } | null> {
  const [row] = await rig.postgres.query<{ holder: string; epoch: string }>(
    `select holder, epoch from lease where name = 'alerts' and expires_at > now()`,
  );
  const alerter = row && alerters.find((one) => row.holder.includes(`-${one.pid()}-`));
  return alerter ? { alerter, epoch: Number(row.epoch) } : null;
}

/** Waits until one of them leads. Throws after `limitMs`. */
export async function awaitLeader(
  rig: Rig,
  alerters: readonly Alerter[],
  limitMs = 60_000,
): Promise<{ alerter: Alerter; epoch: number }> {
  for (const until = Date.now() + limitMs; Date.now() < until; await sleep(100)) {
    const found = await leader(rig, alerters);
    if (found) return found;
  }
  throw new Error(`nobody led within ${limitMs / 1000} s`);
}
