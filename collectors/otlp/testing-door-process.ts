// A door as a process of its own, which can be killed. For tests only.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '#lib/launch/free-port.ts';

export interface DoorProcess {
  url: string;
  child: ChildProcess;
  output(): string;
  /** Resolves when the process is gone. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts it; who needs it to answer waits for that. The same `port` is the same door to its senders. */
export async function startDoorProcess(
  env: Record<string, string>,
  port?: number,
): Promise<DoorProcess & { port: number }> {
  const httpPort = port ?? (await freePort());
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'main.ts'), '--roles=door'], {
    env: {
      ...process.env,
      SIGNALBOX_SECRET: 'x'.repeat(32),
      SIGNALBOX_OTLP_HTTP_PORT: String(httpPort),
      SIGNALBOX_OTLP_GRPC_PORT: String(await freePort()),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (piece: Buffer) => {
      output = (output + piece.toString()).slice(-20_000);
    });
  }
  return {
    url: `http://127.0.0.1:${httpPort}`,
    port: httpPort,
    child,
    output: () => output,
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    },
  };
}
