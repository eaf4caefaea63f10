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
    moments: { enqueued: 'reported', started: 'reported', ended: 'reported', errors: 'each' },
    schedules: { guarantee: 'poll-diff', expression: true, nextRun: true, lastRun: false },
    workers: { guarantee: 'poll-diff', perQueue: true },
    actions: {},
  },
  cost: {
    unit: 'command',
    isBilled: false,
    defaultIntervalMs: 5_000,
    minIntervalMs: 250,
    perRead: { queues: 'queues', units: 14 },
    billedAt: { url: '\\.upstash\\.io', vendor: 'Upstash', defaultIntervalMs: 60_000 },
  },
  settings: [
    {
      name: 'url',
      label: 'Connection',
      hint: 'Redis, or postgres:// for BullMQ 6 on PostgreSQL; a user that may only read.',
      placeholder: 'redis://signalbox_reader:…@redis:6379/0',
      isRequired: true,
      kind: 'url',
    },
    {
      name: 'prefix',
      label: 'Prefix',
      hint: 'Redis: what the library’s prefix is.',
      placeholder: 'bull',
      kind: 'text',
    },
    { name: 'schema', label: 'Schema', hint: 'PostgreSQL: where its tables are.', placeholder: 'bullmq', kind: 'text' },
    { name: 'queues', label: 'Queues', hint: 'One a line; all when empty.', kind: 'words' },
  ],
};
