// What a server can tell of BullMQ, by asking for it: versions and forks of Redis differ, and so do the rights of a user.
import type { Redis } from 'ioredis';
import type { ProbeResult } from '#lib/collector.ts';
import { toFields } from '#lib/watch/redis-connection.ts';
import { type RedisServer, redisServerOf } from '#lib/watch/redis-server.ts';

export interface RedisFeatures {
  server: RedisServer;
  mayReadInfo: boolean;
  /** `CLIENT LIST`: workers by the names of their connections. */
  mayListClients: boolean;
  /** Streams count what was ever added to them (Redis 7); null = there is no stream to see it by, and INFO does not say either. */
  countsEntries: boolean | null;
}

export async function readFeatures(redis: Redis, streamKey: string): Promise<RedisFeatures> {
  const info = await redis.info('server').catch(() => null);
  const server = redisServerOf(info ?? '');
  const stream = await redis.call('XINFO', 'STREAM', streamKey).then(toFields, () => null);
  const clients = await redis.call('CLIENT', 'LIST', 'ID', '0').catch(() => null);
  return {
    server,
    mayReadInfo: info !== null,
    mayListClients: clients !== null,
    countsEntries: stream ? 'entries-added' in stream : server.likeRedis === null ? null : server.likeRedis >= 7,
  };
}

/** Pure. */
export function seenWith(features: RedisFeatures): Required<Pick<ProbeResult, 'missing' | 'found'>> {
  const { mayReadInfo, mayListClients, countsEntries } = features;
  const missing: string[] = [];
  if (!mayReadInfo) missing.push('+info: the version of Redis');
  if (!mayListClients) missing.push('+client|list: which workers there are');
  if (countsEntries === false) missing.push('Redis 7: how many events were lost when some were');
  return {
    missing,
    found: {
      ...(countsEntries === false ? { transitions: { guarantee: 'log-bounded' } } : {}),
      ...(mayListClients ? {} : { workers: { guarantee: 'none' } }),
    },
  };
}
