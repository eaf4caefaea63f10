import { createHash, randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { type BatterySubject, collectorBattery, type LedgerEntry } from '#lib/testing/collector-battery.ts';
import { startRedis } from '#lib/testing/redis.ts';
import { type RedisListConfig, redisListConfigSchema } from './config.ts';
import { collector } from './read.ts';

const names = { name: 'labels', processing: 'labels:processing', deadLetter: 'labels:dead' };
const leastRights = '%R~labels* -@all +llen +lrange +ping +time +info +multi +exec'.split(' ');
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function open(): Promise<BatterySubject<RedisListConfig>> {
  const server = await startRedis();
  const admin = new Redis(server.url);
  await admin.call('ACL', 'SETUSER', 'reader', 'on', '>open-sesame', 'resetkeys', ...leastRights);
  await admin.call('ACL', 'SETUSER', 'blind', 'on', '>open-sesame', '-@all', '+ping');
  const configOf = (url: string) => redisListConfigSchema.parse({ url, queues: [names] });
  const at = (user: string) => configOf(`redis://${user}@127.0.0.1:${server.port}`);
  return {
    settings: {
      name: 'labels',
      kind: 'redis-list',
      environment: 'test',
      config: at('reader:open-sesame'),
      pollMs: 250,
      correlation: { pointers: [] },
      payload: { allow: [], redact: [] },
    },
    work: () => work(admin),
    fingerprint: async () => {
      const dumps = await Promise.all(Object.values(names).map((name) => admin.dumpBuffer(name)));
      return dumps.map((dump) =>
        createHash('sha256')
          .update(dump ?? '')
          .digest('hex'),
      );
    },
    broken: [
      { name: 'port', config: configOf('redis://127.0.0.1:1'), says: /nothing listens/ },
      { name: 'password', config: at('reader:shibboleth'), says: /refused the user or password/ },
      { name: 'rights', config: at('blind:open-sesame'), says: /NOPERM|no permissions|EXECABORT/ },
    ],
    close: async () => {
      await admin.quit();
      await server.stop();
    },
  };
}

/** Reliable queue: moved to a list of work in progress, worked on, removed. https://redis.io/docs/latest/commands/lmove/ */
async function work(redis: Redis): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  const step = 120; // several readings
  for (const [failures, state] of [
    [0, 'succeeded'],
    [1, 'succeeded'],
    [2, 'dead'],
  ] as const) {
    const message = { id: randomUUID(), correlationId: `c-${failures}`, attempt: 1 };
    const before = Date.now();
    await redis.lpush(names.name, JSON.stringify(message));
    const added = Date.now();
    let waitMs = { from: 0, to: 0 };
    await sleep(step);
    let attempt = 1;
    for (; ; attempt++) {
      const asked = Date.now();
      const raw = String(await redis.lmove(names.name, names.processing, 'RIGHT', 'LEFT'));
      if (attempt === 1) waitMs = { from: asked - added, to: Date.now() - before };
      await sleep(step);
      const isFailed = attempt <= failures;
      if (!isFailed) await redis.lrem(names.processing, 1, raw);
      else {
        const goesTo = attempt === 2 ? names.deadLetter : names.name;
        const next = attempt === 2 ? raw : JSON.stringify({ ...message, attempt: attempt + 1 });
        await redis.multi().lpush(goesTo, next).lrem(names.processing, 1, raw).exec();
      }
      await sleep(step);
      if (!isFailed || attempt === 2) break;
    }
    entries.push({
      queue: names.name,
      jobId: message.id,
      state,
      attempts: attempt,
      waitMs,
      durationMs: null,
      error: null,
      correlationId: message.correlationId,
    });
  }
  return entries;
}

collectorBattery(collector, open);
