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
    moments: { enqueued: 'reported', started: 'derived', ended: 'inferred', errors: 'none' },
    schedules: { guarantee: 'none', expression: false, nextRun: false, lastRun: false },
    workers: { guarantee: 'poll-diff', perQueue: true },
    actions: {},
  },
  cost: {
    unit: 'command',
    isBilled: false,
    defaultIntervalMs: 1_000,
    minIntervalMs: 250,
    perRead: { queues: 'streams', units: 6, cells: { deadLetter: 1 } },
    billedAt: { url: '\\.upstash\\.io', vendor: 'Upstash', defaultIntervalMs: 60_000 },
  },
  settings: [
    {
      name: 'url',
      label: 'Connection',
      hint: 'A user that may only read.',
      placeholder: 'redis://signalbox_reader:…@redis:6379/0',
      isRequired: true,
      kind: 'url',
    },
    {
      name: 'streams',
      label: 'Streams',
      hint: 'The stream, and the one that undeliverable entries are moved to.',
      isRequired: true,
      kind: 'rows',
      columns: [
        { name: 'name', label: 'Stream', isRequired: true },
        { name: 'deadLetter', label: 'Dead-letter stream' },
      ],
    },
    {
      name: 'leaseMs',
      label: 'Stuck after, ms',
      hint: 'An entry that is pending for longer is taken to be stuck.',
      placeholder: '300000',
      kind: 'number',
    },
  ],
};
