import type { CollectorManifest } from '#lib/collector.ts';

export const manifest: CollectorManifest = {
  kind: 'redis-list',
  title: 'Redis list',
  versions: 'Redis >=6',
  everyWitnessKnowsQueue: false,
  capabilities: {
    discoverQueues: false,
    snapshot: { guarantee: 'poll-diff', exact: true, oldestAge: 'approx', deadLetters: 'queue' },
    transitions: { guarantee: 'poll-diff', attempts: 'derived', payload: true, backfill: false },
    schedules: { guarantee: 'none', expression: false, nextRun: false, lastRun: false },
    workers: { guarantee: 'none', perQueue: false },
    actions: {},
  },
  cost: { unit: 'command', isBilled: false, defaultIntervalMs: 1_000, minIntervalMs: 250 },
};
