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
  expect(seenWith(redis7, null)).toEqual({ missing: [], found: {} });
  const old = seenWith({ ...redis7, countsEntries: false }, 'bullmq:5.81.5');
  expect(old.found.transitions?.guarantee).toBe('log-bounded');
  expect(old.missing).toEqual([expect.stringContaining('Redis 7: how many events were lost')]);
  // Nothing is claimed or denied that nobody could find out.
  expect(seenWith({ ...redis7, countsEntries: null }, null)).toEqual({ missing: [], found: {} });
});

test('a library of a version that nobody tried is read, and said to be so', () => {
  for (const known of ['bullmq:5.1.0', 'bullmq:6.7.0', 'bullmq', null])
    expect(seenWith(redis7, known).missing).toEqual([]);
  expect(seenWith(redis7, 'bullmq:7.0.0-beta').missing).toEqual([
    expect.stringMatching(/bullmq 7\.0\.0-beta.*newer Signalbox/),
  ]);
});

test('rights that are lacking are named, and what they hide is not promised', () => {
  const poor = seenWith({ ...redis7, mayReadInfo: false, mayListClients: false }, null);
  expect(poor.missing.map((text) => text.split(':')[0])).toEqual(['+info', '+client|list']);
  expect(poor.found).toEqual({ workers: { guarantee: 'none' } });
});
