import type { CollectorManifest } from '#lib/collector.ts';

export const manifest: CollectorManifest = {
  kind: 'pg-boss',
  title: 'pg-boss',
  versions: '>=10 <13',
  everyWitnessKnowsQueue: false,
  capabilities: {
    discoverQueues: true,
    snapshot: { guarantee: 'poll-diff', exact: true, oldestAge: 'exact', deadLetters: 'queue' },
    transitions: { guarantee: 'poll-diff', attempts: 'derived', payload: true, backfill: true },
    schedules: { guarantee: 'poll-diff', expression: true, nextRun: true, lastRun: false },
    workers: { guarantee: 'none', perQueue: false },
    actions: {},
  },
  cost: { unit: 'query', isBilled: false, defaultIntervalMs: 5_000, minIntervalMs: 250 },
};
