import { createHash } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cursor } from '#lib/collector.ts';
import { type BatterySubject, collectorBattery } from '#lib/testing/collector-battery.ts';
import { runsOf } from '#lib/testing/read-source.ts';
import { startRedis, type TestRedis } from '#lib/testing/redis.ts';
import { type BullmqConfig, bullmqConfigSchema } from './config.ts';
import { collector } from './read.ts';
import { doWork } from './testing-work.ts';

const leastRights =
  'resetkeys %R~bull:* resetchannels -@all +@read +ping +time +info +client|list +client|setname +multi +exec +hello';

const settingsFor = (config: BullmqConfig) => ({
  name: 'media',
  kind: 'bullmq',
  environment: 'test',
  config,
  pollMs: 250,
  correlation: { pointers: [] },
  payload: { allow: [], redact: [] },
});

async function open(): Promise<BatterySubject<BullmqConfig>> {
  const server = await startRedis();
  const admin = new Redis(server.url);
  await admin.call('ACL', 'SETUSER', 'reader', 'on', '>open-sesame', ...leastRights.split(' '));
  await admin.call(
    'ACL',
    'SETUSER',
    'blind',
    'on',
    '>open-sesame',
    'resetkeys',
    '-@all',
    '+ping',
    '+time',
    '+scan',
    '~bull:*',
  );
  const connection = { host: '127.0.0.1', port: server.port };
  const queue = new Queue('thumbnail', { connection });
  await queue.waitUntilReady();
  const at = (user: string) => bullmqConfigSchema.parse({ url: `redis://${user}@127.0.0.1:${server.port}` });
  return {
    settings: settingsFor(at('reader:open-sesame')),
    work: () =>
      doWork({
        queue,
        startWorker: (handle) => new Worker('thumbnail', handle, { connection, concurrency: 4, name: 'w-1' }),
      }),
    fingerprint: () => dumpOf(admin),
    broken: [
      { name: 'port', config: bullmqConfigSchema.parse({ url: 'redis://127.0.0.1:1' }), says: /nothing listens/ },
      { name: 'password', config: at('reader:shibboleth'), says: /refused the user or password/ },
      { name: 'rights', config: at('blind:open-sesame'), says: /no permissions|NOPERM/ },
    ],
    close: async () => {
      await queue.close();
      await admin.quit();
      await server.stop();
    },
  };
}

/** Every key with its content, as `DUMP` gives it, and when it ends. */
async function dumpOf(redis: Redis): Promise<Record<string, string>> {
  const keys = (await redis.keys('*')).sort();
  const entries = await Promise.all(
    keys.map(async (key) => {
      const dump = await redis.dumpBuffer(key);
      const end = await redis.call('PEXPIRETIME', key);
      return [
        key,
        `${createHash('sha256')
          .update(dump ?? '')
          .digest('hex')} ${end}`,
      ];
    }),
  );
  return Object.fromEntries(entries);
}

collectorBattery(collector, open);

describe('BullMQ event streams that are cut short', () => {
  let server: TestRedis;
  let admin: Redis;
  let queue: Queue;
  beforeAll(async () => {
    server = await startRedis();
    admin = new Redis(server.url);
    queue = new Queue('busy', { connection: { host: '127.0.0.1', port: server.port } });
    await queue.waitUntilReady();
  });
  afterAll(async () => {
    await queue.close();
    await admin.quit();
    await server.stop();
  });
  const never = new AbortController().signal;

  it('count what was lost, and find the jobs that their records still tell of', async () => {
    const reader = await collector.open(settingsFor(bullmqConfigSchema.parse({ url: server.url })));
    let cursor: Cursor = null;
    const poll = async () => {
      const batch = await reader.poll(cursor, { maxItems: 10_000, nowUs: Date.now() * 1000 }, never);
      cursor = batch.next;
      return batch;
    };
    await queue.add('first', {});
    const first = await poll();
    expect(first.gaps).toEqual([]);
    await queue.addBulk(Array.from({ length: 200 }, (_, n) => ({ name: 'job', data: { correlationId: `c-${n}` } })));
    await admin.xtrim('bull:busy:events', 'MAXLEN', 20);
    const second = await poll();
    const [gap] = second.gaps;
    // Each job is two entries: added and waiting.
    expect(gap).toMatchObject({ queue: 'busy', lost: 380, cause: 'trimmed' });
    const runs = runsOf([...first.evidence, ...second.evidence]);
    expect(runs.size).toBe(201);
    expect([...runs.values()].every((run) => run.state === 'queued')).toBe(true);
    await reader.close();
  });

  it('begin anew after a flush, and say so', async () => {
    const reader = await collector.open(settingsFor(bullmqConfigSchema.parse({ url: server.url, queues: ['busy'] })));
    const before = await reader.poll(null, { maxItems: 10_000, nowUs: Date.now() * 1000 }, never);
    await admin.flushall();
    await queue.add('again', {});
    const after = await reader.poll(before.next, { maxItems: 10_000, nowUs: Date.now() * 1000 }, never);
    expect(after.gaps).toMatchObject([{ queue: 'busy', cause: 'reset' }]);
    const rest = await reader.poll(after.next, { maxItems: 10_000, nowUs: Date.now() * 1000 }, never);
    expect([...after.evidence, ...rest.evidence].filter((item) => item.kind === 'created')).toHaveLength(1);
    await reader.close();
  });
});
