// A Redis of a user's, which a fault does with as it likes: stopped, frozen, emptied, started again on its port.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { findRedisServer, freePort } from '../demo/redis-server.ts';
import type { Rig } from './rig.ts';

export interface OwnRedis {
  url: string;
  port: number;
  /** Of the user, past any proxy. It comes back by itself after a restart. */
  admin: Redis;
  /** SIGKILL; what it held is on its disk. */
  crash(): Promise<void>;
  start(): Promise<void>;
  /** SIGSTOP and SIGCONT. */
  freeze(): void;
  thaw(): void;
  /** CPU seconds that it took so far. */
  cpuSeconds(): Promise<number>;
}

/** Starts a server that keeps what it is told (append-only file) and is ended with the rig. `flags` are passed on. */
export async function startOwnRedis(rig: Pick<Rig, 'onStop'>, flags: readonly string[] = []): Promise<OwnRedis> {
  const program = await findRedisServer();
  if (program === null) throw new Error('redis-server is not installed');
  const folder = await mkdtemp(path.join(tmpdir(), 'signalbox-fault-redis-'));
  const port = await freePort();
  const keeping = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
  let child: ChildProcess | null = null;
  const admin = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: null, retryStrategy: () => 100 });
  admin.on('error', () => {});
  const server: OwnRedis = {
    url: `redis://127.0.0.1:${port}`,
    port,
    admin,
    async crash() {
      if (!child) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
      child = null;
    },
    async start() {
      const args = ['--port', String(port), '--bind', '127.0.0.1', ...keeping, '--dir', folder, ...flags];
      child = spawn(program, args, { stdio: 'ignore' });
      await once(child, 'spawn');
      await admin.ping();
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    async cpuSeconds() {
      const info = await admin.info('cpu');
      return [...info.matchAll(/used_cpu_(?:user|sys):([\d.]+)/g)].reduce((sum, [, part]) => sum + Number(part), 0);
    },
  };
  rig.onStop(async () => {
    admin.disconnect();
    await server.crash();
    await rm(folder, { recursive: true, force: true });
  });
  await server.start();
  return server;
}

/** Waiting jobs on a queue of BullMQ, as keys and values alone: what a collector reads of a queue whose workers are away. */
export async function fillQueue(redis: Redis, queue: string, jobs: number): Promise<void> {
  const key = `bull:${queue}`;
  const now = Date.now();
  const pipeline = redis.pipeline().hset(`${key}:meta`, 'opts.maxLenEvents', 10_000, 'version', 'bullmq:6.7.0');
  for (let id = 1; id <= jobs; id++) {
    pipeline.hset(`${key}:${id}`, {
      name: 'job',
      data: '{}',
      opts: '{"attempts":1}',
      timestamp: now,
      delay: 0,
      priority: 0,
    });
    pipeline.lpush(`${key}:wait`, id).xadd(`${key}:events`, '*', 'event', 'added', 'jobId', id, 'name', 'job');
    pipeline.xadd(`${key}:events`, '*', 'event', 'waiting', 'jobId', id);
  }
  await pipeline.set(`${key}:id`, jobs).exec();
}
