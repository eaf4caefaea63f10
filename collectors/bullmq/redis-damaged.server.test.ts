// Jobs whose records some other program has spoilt: each is unreadable by itself, and hides no other.
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runsOf } from '#lib/testing/read-source.ts';
import { startRedis, type TestRedis } from '#lib/testing/redis.ts';
import { faultSentence } from '#lib/watch/fault-sentence.ts';
import { bullmqConfigSchema } from './config.ts';
import { collector } from './read.ts';

const never = new AbortController().signal;
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
  await admin.hset('bull:odd:meta', 'version', 'bullmq:6.7.0');
  await admin.set('bull:odd:events', 'a string');
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
  await reader.probe(never);
  const batch = await reader.poll(null, { maxItems: 10_000, nowUs: Date.now() * 1000 }, never);
  expect(batch.missing).toEqual(['the events of odd: its key holds something else, check its name']);
  await reader.close();
  const runs = [...runsOf(batch.evidence).values()];
  const named = new Map(runs.map((run) => [run.job, run.correlation?.id ?? null]));
  expect([named.get('job-6'), named.get('job-7')]).toEqual(['c-6', 'c-7']);
  // the rest of a damaged record is still worth something
  for (const name of ['job-2', 'job-3', 'job-5']) expect([name, named.get(name)]).toEqual([name, null]);
  expect((await sent()) - before).toBeLessThan(1_000_000);
});

const watch = (url: string) =>
  collector.open({
    name: 'plain',
    kind: 'bullmq',
    environment: 'test',
    config: bullmqConfigSchema.parse({ url, queues: ['plain'] }),
    pollMs: 250,
    correlation: { pointers: [] },
    payload: { allow: [], redact: [] },
  });

it('reads a server whose operator has taken commands away, and says what that hides', async () => {
  const taken = ['INFO', 'CLIENT'].flatMap((command) => ['--rename-command', command, '']);
  const plain = await startRedis(taken);
  // As the library writes it, which needs INFO itself.
  const hand = new Redis(plain.url, { enableReadyCheck: false });
  await hand.hset('bull:plain:meta', 'opts.maxLenEvents', 10_000, 'version', 'bullmq:6.7.0');
  await hand.hset('bull:plain:1', { name: 'job', data: '{}', opts: '{}', timestamp: Date.now() });
  await hand.lpush('bull:plain:wait', '1');
  await hand.xadd('bull:plain:events', '*', 'event', 'added', 'jobId', '1', 'name', 'job');
  await hand.xadd('bull:plain:events', '*', 'event', 'waiting', 'jobId', '1');
  const reader = await watch(plain.url);
  const probe = await reader.probe(never);
  expect(probe).toMatchObject({ isOk: true, server: 'Redis', found: { workers: { guarantee: 'none' } } });
  expect(probe.missing.map((lack) => lack.split(':')[0])).toEqual(['+info', '+client|list']);
  const batch = await reader.poll(null, { maxItems: 100, nowUs: Date.now() * 1000 }, never);
  expect([...runsOf(batch.evidence).values()].map(({ job, state }) => [job, state])).toEqual([['job', 'queued']]);
  expect(batch.samples).toMatchObject([{ queue: 'plain', queued: 1, workers: null }]);
  await reader.close();
  hand.disconnect();
  await plain.stop();
});

it('says which command a server lacks that reading cannot do without', async () => {
  const old = await startRedis(['--rename-command', 'XINFO', '']);
  const reader = await watch(old.url);
  const poll = reader.poll(null, { maxItems: 100, nowUs: Date.now() * 1000 }, never);
  const error = await poll.then(
    () => null,
    (fault) => fault,
  );
  expect(faultSentence(error)).toMatch(/unknown command.*xinfo.*is it Redis 6 or later/is);
  await reader.close();
  await old.stop();
});
