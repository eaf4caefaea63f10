import type { CollectorManifest } from '#lib/collector.ts';

export const manifest: CollectorManifest = {
  kind: 'graphile-worker',
  title: 'Graphile Worker',
  versions: '>=0.16',
  everyWitnessKnowsQueue: false,
  capabilities: {
    discoverQueues: true,
    snapshot: { guarantee: 'poll-diff', exact: true, oldestAge: 'exact', deadLetters: 'state' },
    // With the outbox installed; without it transitions are compared from poll to poll, which the probe says.
    transitions: { guarantee: 'outbox', attempts: 'reported', payload: true, backfill: false },
    moments: { enqueued: 'reported', started: 'reported', ended: 'reported', errors: 'each' },
    schedules: { guarantee: 'poll-diff', expression: false, nextRun: false, lastRun: true },
    workers: { guarantee: 'poll-diff', perQueue: true },
    actions: {},
  },
  cost: {
    unit: 'query',
    isBilled: false,
    defaultIntervalMs: 2_000,
    minIntervalMs: 250,
  },
  settings: [
    {
      name: 'url',
      label: 'Connection',
      hint: 'A role that may only read.',
      placeholder: 'postgres://signalbox_reader:…@db:5432/orders',
      isRequired: true,
      kind: 'url',
    },
    {
      name: 'schema',
      label: 'Schema',
      hint: 'Where the library keeps its tables.',
      placeholder: 'graphile_worker',
      kind: 'text',
    },
  ],
};
