import { type ChildProcessByStdio, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { compileKit } from '#otel/compile.mjs';

function commandOf(file: string, env: Record<string, string>, args: readonly string[]) {
  compileKit({ onlyIfStale: true });
  const path = new URL(file, import.meta.url).pathname;
  return {
    args: ['--import', 'signalbox/otel/register', path, ...args],
    env: { ...process.env, OTEL_SERVICE_NAME: 'kit-worker', ...env },
  };
}

/** A worker of this folder as its owner starts it: with the compiled kit as preload. Its standard error is ours. */
export function startWorker(
  file: string,
  env: Record<string, string>,
  more: readonly string[] = [],
): ChildProcessByStdio<null, Readable, null> {
  const { args, ...options } = commandOf(file, env, more);
  return spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The same, to talk to. */
export function spawnWorker(file: string, env: Record<string, string>): ChildProcessWithoutNullStreams {
  const { args, ...options } = commandOf(file, env, []);
  return spawn(process.execPath, args, options);
}
