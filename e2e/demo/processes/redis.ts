// A Redis for the demo alone. It lives in a process of its own, so that it ends with the demo even when the demo's main process is killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Redis } from 'ioredis';
import { findRedisServer } from '../redis-server.ts';
import { readDemoSettings } from '../settings.ts';
import { runRole } from './role.ts';

/** Resolves when the server answers. */
async function ready(port: number, server: ChildProcess): Promise<void> {
  const redis = new Redis({
    port,
    host: '127.0.0.1',
    lazyConnect: false,
    retryStrategy: () => 50,
    maxRetriesPerRequest: null,
  });
  redis.on('error', () => {}); // refused until the server listens
  const died = once(server, 'exit').then(([code]) => {
    throw new Error(`redis-server ended with ${code} on port ${port}`);
  });
  try {
    await Promise.race([redis.ping(), died]);
  } finally {
    redis.disconnect();
  }
}

await runRole(async () => {
  const program = await findRedisServer();
  const port = Number(process.env.SIGNALBOX_DEMO_REDIS_PORT);
  if (program === null || !port) throw new Error('redis-server is not installed, or no port was chosen');
  const dir = path.join(readDemoSettings(process.env).folder, 'redis');
  await mkdir(dir, { recursive: true });
  const options = { port, bind: '127.0.0.1', dir, save: '60 1000', appendonly: 'yes', maxmemory: '128mb' };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  // A process group of its own: Ctrl-C must not reach it before those who still use it.
  const server = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  process.on('exit', () => server.kill('SIGTERM'));
  await ready(port, server);
  // The answer may have come from an older server that was about to end.
  if (server.exitCode !== null) throw new Error(`port ${port} was taken`);
  server.once('exit', (code) => process.exit(code === 0 ? 0 : 1));
  return {
    async close() {
      server.removeAllListeners('exit');
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
    },
  };
});
