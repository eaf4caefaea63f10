import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '#lib/launch/free-port.ts';
import { compileKit } from '#otel/compile.mjs';

const examples = resolve(import.meta.dirname, '../../otel/examples');
const next = resolve(import.meta.dirname, '../../node_modules/next/dist/bin/next');

export interface Example {
  lines: string[];
  /** Resolves when a line that it printed holds `words`. Throws when it ended without. */
  until(words: string): Promise<void>;
  /** Its exit code; null = by a signal. */
  exited: Promise<number | null>;
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>;
}

function followed(child: ChildProcess): Example {
  const lines: string[] = [];
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  if (child.stdout) createInterface(child.stdout).on('line', (line) => lines.push(line));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    lines,
    exited,
    async until(words) {
      while (!lines.some((line) => line.includes(words))) {
        if (hasEnded()) throw new Error(`it ended with ${child.exitCode} before "${words}": ${lines.join('\n')}`);
        await sleep(50);
      }
    },
    async stop() {
      if (!hasEnded()) child.kill('SIGTERM');
      return exited;
    },
  };
}

/** An example as its first comment says how to start it. */
export function startExample(file: string, env: Record<string, string>): Example {
  compileKit({ onlyIfStale: true });
  const args = ['--import', 'signalbox/otel/register', file];
  const options = { cwd: resolve(examples, 'node'), env: { ...process.env, ...env } };
  return followed(spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] }));
}

/** The Next.js example, built and served as in production. `url` is where it answers. */
export async function startNextExample(env: Record<string, string>): Promise<Example & { url: string }> {
  compileKit({ onlyIfStale: true });
  const quiet = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' as const };
  const options = {
    cwd: resolve(examples, 'nextjs'),
    stdio: ['ignore', 'pipe', 'inherit'] as ['ignore', 'pipe', 'inherit'],
  };
  const build = followed(spawn(process.execPath, [next, 'build'], { ...options, env: quiet }));
  if ((await build.exited) !== 0) throw new Error(`next build failed: ${build.lines.join('\n')}`);
  const port = await freePort();
  const preload = { NODE_OPTIONS: '--import signalbox/otel/register', OTEL_SERVICE_NAME: 'shop' };
  const args = [next, 'start', '-H', '127.0.0.1', '-p', String(port)];
  const server = followed(spawn(process.execPath, args, { ...options, env: { ...quiet, ...preload, ...env } }));
  await server.until('Ready');
  return { ...server, url: `http://127.0.0.1:${port}` };
}
