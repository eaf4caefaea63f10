import type { CollectorManifest } from '#lib/collector.ts';

export const manifest: CollectorManifest = {
  kind: 'redis-list',
  title: 'Redis list',
  versions: 'Redis >=6, Upstash over TLS or REST',
  everyWitnessKnowsQueue: false,
  capabilities: {
    discoverQueues: false,
    snapshot: { guarantee: 'poll-diff', exact: true, oldestAge: 'approx', deadLetters: 'queue' },
    transitions: { guarantee: 'poll-diff', attempts: 'derived', payload: true, backfill: false },
    moments: { enqueued: 'inferred', started: 'inferred', ended: 'inferred', errors: 'none' },
    schedules: { guarantee: 'none', expression: false, nextRun: false, lastRun: false },
    workers: { guarantee: 'none', perQueue: false },
    actions: {},
  },
  cost: {
    unit: 'command',
    isBilled: false,
    defaultIntervalMs: 1_000,
    minIntervalMs: 250,
    perRead: { queues: 'queues', units: 3, cells: { processing: 2, deadLetter: 2 } },
    // Whatever speaks the REST API bills like Upstash, as far as we know.
    billedAt: { url: '^https?:|\\.upstash\\.io', vendor: 'Upstash', defaultIntervalMs: 60_000 },
  },
  settings: [
    {
      name: 'url',
      label: 'Connection',
      hint: 'A user that may only read; https://….upstash.io for Upstash REST.',
      placeholder: 'redis://signalbox_reader:…@redis:6379/0',
      isRequired: true,
      kind: 'url',
    },
    {
      name: 'token',
      label: 'Token, for Upstash REST',
      hint: 'The read-only token. Left empty, the stored one stays.',
      kind: 'secret',
    },
    {
      name: 'queues',
      label: 'Lists',
      hint: 'The list that workers take from, where messages are while they are worked on, and where dead ones go.',
      isRequired: true,
      kind: 'rows',
      columns: [
        { name: 'name', label: 'List', isRequired: true },
        { name: 'processing', label: 'Processing list' },
        { name: 'deadLetter', label: 'Dead-letter list' },
      ],
    },
    {
      name: 'idPointer',
      label: 'Id of a message',
      hint: 'JSON pointer; its own bytes when there is none.',
      placeholder: '/id',
      kind: 'text',
    },
    {
      name: 'leaseMs',
      label: 'Stuck after, ms',
      hint: 'A message in work for longer is taken to be orphaned.',
      placeholder: '300000',
      kind: 'number',
    },
  ],
};
