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
    moments: { enqueued: 'reported', started: 'reported', ended: 'reported', errors: 'last' },
    schedules: { guarantee: 'poll-diff', expression: true, nextRun: true, lastRun: false },
    workers: { guarantee: 'none', perQueue: false },
    actions: {},
  },
  cost: {
    unit: 'query',
    isBilled: false,
    defaultIntervalMs: 5_000,
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
    { name: 'schema', label: 'Schema', hint: 'Where pg-boss keeps its tables.', placeholder: 'pgboss', kind: 'text' },
    { name: 'queues', label: 'Queues', hint: 'One a line; all when empty.', kind: 'words' },
  ],
};
