import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { type BatterySubject, collectorBattery, type LedgerEntry } from '#lib/testing/collector-battery.ts';
import { startRedis } from '#lib/testing/redis.ts';
import { type RedisStreamConfig, redisStreamConfigSchema } from './config.ts';
import { collector } from './read.ts';

const stream = 'order-events';
const group = 'warehouse';
const leastRights = `%R~${stream}* -@all +@read +ping +time +info +exists`.split(' ');
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function open(): Promise<BatterySubject<RedisStreamConfig>> {
  const server = await startRedis();
  const admin = new Redis(server.url);
  await admin.call('ACL', 'SETUSER', 'reader', 'on', '>open-sesame', 'resetkeys', ...leastRights);
  await admin.call('ACL', 'SETUSER', 'blind', 'on', '>open-sesame', '-@all', '+ping');
  await admin.xgroup('CREATE', stream, group, '$', 'MKSTREAM');
  const configOf = (url: string) => redisStreamConfigSchema.parse({ url, streams: [{ name: stream }] });
  const at = (user: string) => configOf(`redis://${user}@127.0.0.1:${server.port}`);
  return {
    settings: {
      name: 'events',
      kind: 'redis-stream',
      environment: 'test',
      config: at('reader:open-sesame'),
      pollMs: 250,
      correlation: { pointers: [] },
      payload: { allow: [], redact: [] },
    },
    work: () => work(admin),
    fingerprint: async () =>
      createHash('sha256')
        .update((await admin.dumpBuffer(stream)) ?? '')
        .digest('hex'),
    broken: [
      { name: 'port', config: configOf('redis://127.0.0.1:1'), says: /nothing listens/ },
      { name: 'password', config: at('reader:shibboleth'), says: /refused the user or password/ },
      { name: 'rights', config: at('blind:open-sesame'), says: /NOPERM|no permissions/ },
    ],
    close: async () => {
      await admin.quit();
      await server.stop();
    },
  };
}

async function work(redis: Redis): Promise<LedgerEntry[]> {
  const take = async (consumer: string) => {
    const reply = (await redis.xreadgroup('GROUP', group, consumer, 'COUNT', 1, 'STREAMS', stream, '>')) as [
      string,
      [string, string[]][],
    ][];
    return reply[0]?.[1]?.[0]?.[0] ?? '';
  };
  const entry = (jobId: string, correlationId: string, rest: Partial<LedgerEntry>): LedgerEntry => ({
    queue: stream,
    jobId,
    state: 'succeeded',
    attempts: 1,
    waitMs: null,
    durationMs: null,
    error: null,
    correlationId,
    ...rest,
  });
  // One that waits a while, and one whose first consumer is lost: another one claims it.
  const before = Date.now();
  const plain = String(await redis.xadd(stream, '*', 'correlationId', 'c-plain'));
  const added = Date.now();
  await sleep(100);
  const asked = Date.now();
  await take('w-1');
  const waitMs = { from: asked - added, to: Date.now() - before };
  await sleep(120);
  await redis.xack(stream, group, plain);
  const claimed = String(await redis.xadd(stream, '*', 'correlationId', 'c-claimed'));
  await take('w-1');
  await sleep(100);
  await redis.call('XCLAIM', stream, group, 'w-2', '0', claimed);
  await sleep(100);
  await redis.xack(stream, group, claimed);
  const open = String(await redis.xadd(stream, '*', 'correlationId', 'c-open'));
  await take('w-1');
  await sleep(60);
  return [
    entry(plain, 'c-plain', { waitMs }),
    entry(claimed, 'c-claimed', { attempts: 2 }),
    entry(open, 'c-open', { state: 'running' }),
  ];
}

collectorBattery(collector, open);
