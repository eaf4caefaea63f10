import type { CollectorManifest } from '#lib/collector.ts';

export const manifest: CollectorManifest = {
  kind: 'bullmq',
  title: 'BullMQ',
  versions: '>=5 <7, on Redis; >=6.5 <7 on PostgreSQL',
  everyWitnessKnowsQueue: false,
  capabilities: {
    discoverQueues: true,
    snapshot: { guarantee: 'poll-diff', exact: true, oldestAge: 'head', deadLetters: 'state' },
    transitions: { guarantee: 'log', attempts: 'derived', payload: true, backfill: true },
    schedules: { guarantee: 'poll-diff', expression: true, nextRun: true, lastRun: false },
    workers: { guarantee: 'poll-diff', perQueue: true },
    actions: {},
  },
  cost: { unit: 'command', isBilled: false, defaultIntervalMs: 5_000, minIntervalMs: 250 },
};
