// A door of our own on the rig's database, as an operator runs it without the launcher: killed and started at our pace, since the launcher
// rightly waits longer and longer before it starts again what keeps dying.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Rig } from './rig.ts';

const main = path.resolve(import.meta.dirname, '../../collectors/main.ts');

export interface OwnDoor {
  url: string;
  grpcUrl: string;
  pid(): number;
  isRunning(): boolean;
  /** Ends the process with `signal` and resolves when it is gone, with its exit code (null = by the signal) and how long it took in ms. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<{ code: number | null; ms: number }>;
  /** Starts it again on its ports; resolves with the ms until it answers. Throws after 30 s. */
  start(): Promise<number>;
  /** The last lines that it printed. */
  output: readonly string[];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

/** Starts a door; the rig's `stop` ends it. `settings` go over those of the rig. */
export async function startOwnDoor(
  rig: Pick<Rig, 'env' | 'folder' | 'onStop'>,
  settings: Record<string, string> = {},
): Promise<OwnDoor> {
  const [http, grpc] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${http}`;
  const output: string[] = [];
  let child: ChildProcess | null = null;
  const door: OwnDoor = {
    url,
    grpcUrl: `http://127.0.0.1:${grpc}`,
    output,
    pid: () => child?.pid ?? 0,
    isRunning: () => child !== null && child.exitCode === null && child.signalCode === null,
    async end(signal) {
      const ending = child;
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return { code: null, ms: 0 };
      const beganAt = performance.now();
      const exited = once(ending, 'exit');
      ending.kill(signal);
      const [code] = (await exited) as [number | null];
      return { code, ms: Math.round(performance.now() - beganAt) };
    },
    async start() {
      const beganAt = performance.now();
      const starting = spawn(process.execPath, [main, '--roles=door'], {
        cwd: rig.folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          ...rig.env,
          SIGNALBOX_OTLP_HTTP_PORT: String(http),
          SIGNALBOX_OTLP_GRPC_PORT: String(grpc),
          ...settings,
        } as NodeJS.ProcessEnv,
      });
      child = starting;
      for (const stream of [starting.stdout, starting.stderr]) {
        stream.on('data', (piece: Buffer) => {
          output.push(piece.toString());
          if (output.length > 200) output.shift();
          if (process.env.SHOW_OUTPUT) process.stderr.write(piece);
        });
      }
      while (performance.now() - beganAt < 30_000) {
        if (starting.exitCode !== null)
          throw new Error(`the door ended with ${starting.exitCode}: ${output.slice(-5).join('')}`);
        const answer = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
        if (answer?.ok) return Math.round(performance.now() - beganAt);
        await sleep(20);
      }
      throw new Error(`the door did not answer in 30 s: ${output.slice(-5).join('')}`);
    },
  };
  rig.onStop(() => door.end('SIGKILL'));
  await door.start();
  return door;
}

/** For faults that bring their own door: the launcher starts everything else. */
export const withoutDoor = { SIGNALBOX_ROLES: 'watcher,deriver,keeper,web' };
