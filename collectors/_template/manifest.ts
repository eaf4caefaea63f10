// What this backend can tell, and how surely: shown to people, never better than it is.
import type { CollectorManifest } from '#lib/collector.ts';

export const manifest: CollectorManifest = {
  kind: '_template',
  title: 'A log of events in a file',
  versions: 'any',
  everyWitnessKnowsQueue: false,
  capabilities: {
    discoverQueues: true,
    snapshot: { guarantee: 'log', exact: true, oldestAge: 'exact', deadLetters: 'state' },
    transitions: { guarantee: 'log', attempts: 'reported', payload: true, backfill: true },
    moments: { enqueued: 'reported', started: 'reported', ended: 'reported', errors: 'each' },
    schedules: { guarantee: 'none', expression: false, nextRun: false, lastRun: false },
    workers: { guarantee: 'none', perQueue: false },
    actions: {},
  },
  cost: {
    unit: 'request',
    isBilled: false,
    defaultIntervalMs: 1_000,
    minIntervalMs: 250,
  },
  settings: [
    {
      name: 'file',
      label: 'Log file',
      hint: 'Readable by Signalbox; one event a line, as JSON.',
      placeholder: '/var/lib/jobs/events.jsonl',
      isRequired: true,
      kind: 'text',
    },
  ],
};
