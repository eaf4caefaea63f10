import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '#lib/launch/free-port.ts';

const main = resolve(import.meta.dirname, '../../collectors/main.ts');

export interface OwnDoor {
  url: string;
  /** Ends it as by a crash; what is sent meanwhile finds nobody. */
  pull(): Promise<void>;
  /** Starts it again on its port; resolves when it answers. */
  open(): Promise<void>;
  close(): Promise<void>;
}

/** The product's door as a process of its own on a migrated database. */
export async function startOwnDoor(databaseUrl: string): Promise<OwnDoor> {
  const dataDir = mkdtempSync(join(tmpdir(), 'signalbox-kit-door-'));
  const [http, grpc] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${http}`;
  let child: ChildProcess | null = null;
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    child = null;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    ending.kill(signal);
    await once(ending, 'exit');
  };
  const open = async () => {
    const starting = spawn(process.execPath, [main, '--roles=door'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        DATABASE_URL: databaseUrl,
        SIGNALBOX_SECRET: 'a secret for tests that nobody uses elsewhere',
        SIGNALBOX_DATA_DIR: dataDir,
        SIGNALBOX_OTLP_HTTP_PORT: String(http),
        SIGNALBOX_OTLP_GRPC_PORT: String(grpc),
      },
    });
    child = starting;
    while (!(await fetch(`${url}/livez`).catch(() => null))?.ok) {
      if (starting.exitCode !== null) throw new Error(`the door ended with ${starting.exitCode}`);
      await sleep(50);
    }
  };
  await open();
  return {
    url,
    pull: () => end('SIGKILL'),
    open,
    async close() {
      await end('SIGTERM');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
