import { expect, test } from 'vitest';
import { shardCount, shardOf } from '#lib/ingest/shard.ts';

test('all evidence of one system and environment shares a shard, whatever its queue', () => {
  expect(shardOf('production', 'bullmq', 'mail')).toBe(shardOf('production', 'bullmq', 'images'));
});

test('shards are spread and never change: rows in the inbox were written by other versions', () => {
  const shards = new Set(Array.from({ length: 200 }, (_, i) => shardOf(`environment-${i}`, 'bullmq', '')));
  expect(shards.size).toBe(shardCount);
  expect(shardOf('production', 'bullmq', 'mail')).toBe(shardOf('production', 'bullmq', 'mail'));
  expect([shardOf('production', 'bullmq', ''), shardOf('demo', 'pg-boss', '')]).toEqual([1, 3]);
});
