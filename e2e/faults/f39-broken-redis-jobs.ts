// F39: jobs in a user's Redis that are not JSON, of 50 MB, binary, of the wrong type of key, or written by half. Each is unreadable by
// itself; all others are seen, the source stays well, and not more of a large job is read than is needed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { findRedisServer, freePort } from '../demo/redis-server.ts';
import { askApi, type Product } from '../product/start-product.ts';
import type { Fault } from './fault.ts';
import { askUntil, type StoredRun } from './stored-runs.ts';
import { watchProcess } from './watched-process.ts';

const megabytes = 50;
const good = 300;
const later = 50;

interface OwnRedis {
  url: string;
  port: number;
  stop(): Promise<void>;
}

async function startRedis(): Promise<OwnRedis> {
  const program = await findRedisServer();
  if (program === null) throw new Error('redis-server is not installed');
  const folder = await mkdtemp(path.join(tmpdir(), 'signalbox-fault-redis-'));
  const port = await freePort();
  const child = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder], {
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    async stop() {
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What is done to the record of a job, by name. */
const damages: Record<string, (redis: Redis, key: string) => Promise<unknown>> = {
  notJson: (redis, key) => redis.hset(key, 'data', '{not json'),
  huge: (redis, key) => redis.hset(key, 'data', JSON.stringify({ blob: 'x'.repeat(megabytes * 1_000_000) })),
  binary: (redis, key) =>
    redis.hset(key, { data: Buffer.from([0xff, 0x00, 0xc0, 0x80]), name: Buffer.from([0xff, 0xfe, 0x00]) }),
  wrongType: (redis, key) => redis.pipeline().del(key).set(key, 'a string').exec(),
  list: (redis, key) => redis.pipeline().del(key).rpush(key, 'a', 'list').exec(),
  half: (redis, key) => redis.pipeline().del(key).hset(key, 'name', 'only a name').exec(),
  gone: (redis, key) => redis.del(key),
  badOptions: (redis, key) => redis.hset(key, 'opts', '[[['),
  badTimes: (redis, key) => redis.hset(key, { timestamp: 'yesterday', delay: '-1e400', priority: 'NaN', atm: 'many' }),
  badStack: (redis, key) =>
    redis.hset(key, {
      stacktrace: '{"not":"a list"}',
      failedReason: Buffer.from([0xed, 0xa0, 0x80, 0x00]),
      finishedOn: '99999999999999999999',
    }),
  badParent: (redis, key) => redis.hset(key, { parentKey: ':::', parent: 'null' }),
};

async function seen(product: Product, queue: string): Promise<StoredRun[]> {
  const runs: StoredRun[] = [];
  for (let cursor: string | null = null; ; ) {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const path: string = `/runs?environment=faults&queue=${queue}&limit=200${after}`;
    const page: { items: StoredRun[]; nextCursor: string | null } = await askApi(product, path);
    runs.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === null) return runs;
  }
}

/** Good jobs, by the name that only they have. */
const goodOf = (runs: readonly StoredRun[], name: string): number =>
  new Set(runs.filter(({ job }) => job === name).map(({ jobId }) => jobId)).size;

async function addSource(product: Product, url: string): Promise<void> {
  const source = {
    name: 'broken-redis',
    kind: 'bullmq',
    environment: 'faults',
    config: { url, prefix: 'bull', queues: [] },
    correlation: { pointers: ['/correlationId'] },
    pollMs: 250,
  };
  const response = await fetch(`${product.url}/api/v1/sources`, {
    method: 'POST',
    headers: { authorization: `Bearer ${product.token}`, 'content-type': 'application/json', origin: product.url },
    body: JSON.stringify(source),
  });
  if (!response.ok) throw new Error(`POST /sources: ${response.status} ${await response.text()}`);
}

export const brokenRedisJobs: Fault = {
  id: 'F39',
  what: 'jobs in Redis that are no JSON, of 50 MB, binary, of the wrong type, half written',
  async run(product) {
    const server = await startRedis();
    const redis = new Redis(server.url, { maxRetriesPerRequest: 2 });
    const queue = new Queue('f39', { connection: { host: '127.0.0.1', port: server.port } });
    for (const one of [redis, queue]) one.on('error', () => {});
    try {
      const jobs = await queue.addBulk(
        Array.from({ length: good }, (_, index) => ({ name: 'before', data: { correlationId: `f39-${index}` } })),
      );
      const bad = await queue.addBulk(Object.keys(damages).map((name) => ({ name: `bad-${name}`, data: {} })));
      for (const [index, damage] of Object.values(damages).entries()) await damage(redis, `bull:f39:${bad[index]?.id}`);
      const bytesBefore = await sentBytes(redis);
      const worker = await watchProcess(product, 'watcher');
      await addSource(product, server.url);
      const first = await askUntil(
        () => seen(product, 'f39'),
        (runs) => goodOf(runs, 'before') === jobs.length,
      );
      // through events, too, while all of that is still there
      await queue.add('later-huge', { blob: 'y'.repeat(megabytes * 1_000_000) });
      await queue.addBulk(Array.from({ length: later }, () => ({ name: 'later', data: {} })));
      const second = await askUntil(
        () => seen(product, 'f39'),
        (runs) => goodOf(runs, 'later') === later,
      );
      const cost = await worker.stop();
      const readMb = Math.round(((await sentBytes(redis)) - bytesBefore) / 1e5) / 10;
      const { items } = await askApi<{
        items: { name: string; status: string; lastError: { message: string } | null }[];
      }>(product, '/sources');
      const source = items.find(({ name }) => name === 'broken-redis');
      const correlated = first.filter(
        ({ job, correlationId }) => job === 'before' && correlationId?.startsWith('f39-'),
      ).length;
      return {
        damaged: bad.length + 1,
        good: good + later,
        goodSeen: goodOf(first, 'before') + goodOf(second, 'later'),
        correlated,
        othersSeen: second.length - goodOf(second, 'before') - goodOf(second, 'later'),
        readMb,
        source: source?.status ?? 'missing',
        sourceError: source?.lastError?.message ?? '',
        ...cost,
        pass:
          goodOf(first, 'before') === good &&
          goodOf(second, 'later') === later &&
          correlated === good &&
          source?.status === 'ok' &&
          readMb < megabytes &&
          cost.isSame &&
          cost.rssGrowthMib <= 96,
      };
    } finally {
      await queue.close();
      redis.disconnect();
      await server.stop();
    }
  },
};

/** What Redis has sent to anybody so far. */
async function sentBytes(redis: Redis): Promise<number> {
  return Number(/total_net_output_bytes:(\d+)/.exec(await redis.info('stats'))?.[1] ?? 0);
}
