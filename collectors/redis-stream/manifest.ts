import type { CollectorManifest } from '#lib/collector.ts';

export const manifest: CollectorManifest = {
  kind: 'redis-stream',
  title: 'Redis stream',
  versions: 'Redis >=6.2',
  everyWitnessKnowsQueue: false,
  capabilities: {
    discoverQueues: false,
    snapshot: { guarantee: 'poll-diff', exact: true, oldestAge: 'exact', deadLetters: 'queue' },
    transitions: { guarantee: 'poll-diff', attempts: 'derived', payload: true, backfill: false },
    schedules: { guarantee: 'none', expression: false, nextRun: false, lastRun: false },
    workers: { guarantee: 'poll-diff', perQueue: true },
    actions: {},
  },
  cost: { unit: 'command', isBilled: false, defaultIntervalMs: 1_000, minIntervalMs: 250 },
};
