import type { CollectorManifest } from '#lib/collector.ts';

export const manifest: CollectorManifest = {
  kind: 'github-actions',
  title: 'GitHub Actions schedules',
  versions: 'REST API 2022-11-28',
  everyWitnessKnowsQueue: false,
  capabilities: {
    discoverQueues: false,
    snapshot: { guarantee: 'poll-diff', exact: true, oldestAge: 'exact', deadLetters: 'none' },
    transitions: { guarantee: 'log-bounded', attempts: 'reported', payload: false, backfill: true },
    schedules: { guarantee: 'poll-diff', expression: true, nextRun: false, lastRun: false },
    workers: { guarantee: 'none', perQueue: false },
    actions: {},
  },
  cost: {
    unit: 'request',
    isBilled: false,
    defaultIntervalMs: 30_000,
    minIntervalMs: 10_000,
  },
  settings: [
    {
      name: 'repositories',
      label: 'Repositories',
      hint: 'owner/name, one a line.',
      placeholder: 'octo-org/octo-repo',
      isRequired: true,
      kind: 'words',
    },
    {
      name: 'token',
      label: 'Token',
      hint: 'Fine-grained, with Actions: read and Contents: read. Left empty, the stored one stays.',
      kind: 'secret',
    },
    {
      name: 'webhookSecret',
      label: 'Webhook secret',
      hint: 'At least 16 characters, where GitHub is to push as well; empty = it is only asked.',
      kind: 'secret',
    },
    {
      name: 'url',
      label: 'API',
      hint: 'Of GitHub Enterprise Server: https://github.example.com/api/v3.',
      placeholder: 'https://api.github.com',
      kind: 'url',
    },
  ],
};
