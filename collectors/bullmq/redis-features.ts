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

/** `library`: as queues name it, `bullmq:6.7.0`; null = not known. Pure. */
export function seenWith(
  features: RedisFeatures,
  library: string | null,
): Required<Pick<ProbeResult, 'missing' | 'found'>> {
  const { mayReadInfo, mayListClients, countsEntries } = features;
  const missing = untried(library);
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

/** A version of another major than those that were tried may do anything to its records and events. */
export function untried(library: string | null): string[] {
  const version = /^bullmq:(\d+)/.exec(library ?? '')?.[1];
  if (version === undefined || ['5', '6'].includes(version)) return [];
  return [`what ${library?.replace(':', ' ')} changed: 5 and 6 were tried, see whether there is a newer Signalbox`];
}
