import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { compileKit } from '#otel/compile.mjs';

/** A worker of this folder as its owner starts it: with the compiled kit as preload. Its standard error is ours. */
export function startWorker(
  file: string,
  env: Record<string, string>,
  args: readonly string[] = [],
): ChildProcessByStdio<null, Readable, null> {
  compileKit({ onlyIfStale: true });
  const path = new URL(file, import.meta.url).pathname;
  return spawn(process.execPath, ['--import', 'signalbox/otel/register', path, ...args], {
    env: { ...process.env, OTEL_SERVICE_NAME: 'kit-worker', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
