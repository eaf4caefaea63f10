// A Redis of the capture program's own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';

/** Starts `redis-server` from the PATH in an empty folder; `stop` ends it and removes the folder. */
export async function startRedis(): Promise<{ port: number; flush(): Promise<void>; stop(): Promise<void> }> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-capture-'));
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const redis = spawn('redis-server', options, { stdio: 'pipe' });
  for await (const line of redis.stdout) if (String(line).includes('Ready to accept')) break;
  redis.stdout.resume();
  return {
    port,
    async flush() {
      const client = new Redis(port, '127.0.0.1');
      await client.flushall();
      client.disconnect();
    },
    async stop() {
      redis.kill();
      await once(redis, 'exit');
      await rm(folder, { recursive: true });
    },
  };
}
