// Jobs whose records some other program has spoilt: each is unreadable by itself, and hides no other.
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runsOf } from '#lib/testing/read-source.ts';
import { startRedis, type TestRedis } from '#lib/testing/redis.ts';
import { bullmqConfigSchema } from './config.ts';
import { collector } from './read.ts';

let server: TestRedis;
let admin: Redis;
let queue: Queue;
beforeAll(async () => {
  server = await startRedis();
  admin = new Redis(server.url);
  queue = new Queue('spoilt', { connection: { host: '127.0.0.1', port: server.port } });
  await queue.waitUntilReady();
});
afterAll(async () => {
  await queue.close();
  await admin.quit();
  await server.stop();
});

it('sees all other jobs, and does not read data that is too large', async () => {
  const jobs = await queue.addBulk(
    Array.from({ length: 8 }, (_, n) => ({ name: `job-${n}`, data: { correlationId: `c-${n}` } })),
  );
  const key = (index: number) => `bull:spoilt:${jobs[index]?.id}`;
  await admin.set(key(0), 'a string');
  await admin.del(key(1));
  await admin.hset(key(2), 'data', JSON.stringify({ correlationId: 'c-2', blob: 'x'.repeat(5_000_000) }));
  await admin.hset(key(6), {
    failedReason: 'y'.repeat(5_000_000),
    stacktrace: JSON.stringify(['z'.repeat(5_000_000)]),
  });
  await admin.hset(key(3), { data: '{not json', opts: '[[[', stacktrace: '{}' });
  await admin.hset(key(4), { timestamp: 'yesterday', delay: '1e999', atm: 'many', finishedOn: '9'.repeat(30) });
  await admin.hset(key(5), { data: Buffer.from([0xff, 0x00, 0xc0]), parentKey: ':::' });
  const sent = async () => Number(/total_net_output_bytes:(\d+)/.exec(await admin.info('stats'))?.[1]);
  const before = await sent();
  const config = bullmqConfigSchema.parse({ url: server.url });
  const reader = await collector.open({
    name: 'spoilt',
    kind: 'bullmq',
    environment: 'test',
    config,
    pollMs: 250,
    correlation: { pointers: ['/correlationId'] },
    payload: { allow: [], redact: [] },
  });
  const batch = await reader.poll(null, { maxItems: 10_000, nowUs: Date.now() * 1000 }, new AbortController().signal);
  await reader.close();
  const runs = [...runsOf(batch.evidence).values()];
  const named = new Map(runs.map((run) => [run.job, run.correlation?.id ?? null]));
  expect([named.get('job-6'), named.get('job-7')]).toEqual(['c-6', 'c-7']);
  // the rest of a damaged record is still worth something
  for (const name of ['job-2', 'job-3', 'job-5']) expect([name, named.get(name)]).toEqual([name, null]);
  expect((await sent()) - before).toBeLessThan(1_000_000);
});
