import { expect, test } from 'vitest';
import { redisServerOf } from '#lib/watch/redis-server.ts';
import { type RedisFeatures, seenWith } from './redis-features.ts';

const redis7: RedisFeatures = {
  server: redisServerOf('redis_version:7.0.15\r\n'),
  mayReadInfo: true,
  mayListClients: true,
  countsEntries: true,
};

test('a server that counts what its streams ever held tells how much was lost; one that does not, only that something was', () => {
  expect(seenWith(redis7)).toEqual({ missing: [], found: {} });
  const old = seenWith({ ...redis7, countsEntries: false });
  expect(old.found.transitions?.guarantee).toBe('log-bounded');
  expect(old.missing).toEqual([expect.stringContaining('Redis 7: how many events were lost')]);
  // Nothing is claimed or denied that nobody could find out.
  expect(seenWith({ ...redis7, countsEntries: null })).toEqual({ missing: [], found: {} });
});

test('rights that are lacking are named, and what they hide is not promised', () => {
  const poor = seenWith({ ...redis7, mayReadInfo: false, mayListClients: false });
  expect(poor.missing.map((text) => text.split(':')[0])).toEqual(['+info', '+client|list']);
  expect(poor.found).toEqual({ workers: { guarantee: 'none' } });
});
