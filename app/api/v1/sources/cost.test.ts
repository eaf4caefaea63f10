import { expect, it } from 'vitest';
import type { CollectorManifest } from '#lib/collector.ts';
import { costOf, usualIntervalMs } from '#lib/watch/cost-of.ts';
import { manifests } from './manifests.ts';

const of = (kind: string): CollectorManifest['cost'] => manifests.get(kind)?.cost as CollectorManifest['cost'];
const lists = [
  { name: 'a', processing: 'a:p', deadLetter: 'a:d' },
  { name: 'b', processing: '' },
];

it('counts the commands of named queues, and who bills them, before anything is saved', () => {
  const cost = costOf(of('redis-list'), { url: 'https://x.upstash.io', queues: lists }, 60_000);
  expect(cost).toEqual({
    unit: 'command',
    isBilled: true,
    vendor: 'Upstash',
    readsPerMinute: 1,
    perRead: 10,
    perMinute: 10,
    perMonth: 432_000,
  });
  expect(costOf(of('redis-list'), { url: 'redis://r', queues: lists }, 1_000)).toMatchObject({
    isBilled: false,
    vendor: null,
    perMinute: 600,
  });
});

it('counts queues that were found, and says nothing where nobody knows', () => {
  const bullmq = of('bullmq');
  const url = 'rediss://x.upstash.io:6379';
  expect(costOf(bullmq, { url, queues: [] }, 5_000, 200)).toMatchObject({ isBilled: true, perMinute: 200 * 14 * 12 });
  expect(costOf(bullmq, { url }, 5_000)).toMatchObject({ perRead: null, perMonth: null, readsPerMinute: 12 });
  const onPostgres = costOf(bullmq, { url: 'postgres://h/d', queues: ['q'] }, 5_000);
  expect(onPostgres).toMatchObject({ unit: 'query', isBilled: false, perRead: null });
});

it('reads less often where each command is billed', () => {
  expect(usualIntervalMs(of('redis-list'), 'https://x.upstash.io')).toBe(60_000);
  expect(usualIntervalMs(of('redis-list'), 'redis://localhost')).toBe(1_000);
});
