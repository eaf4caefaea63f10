import { expect, test } from 'vitest';
import type { CollectorManifest } from '#lib/collector.ts';
import { capabilitiesWith } from './capabilities-with.ts';

const capabilities: CollectorManifest['capabilities'] = {
  discoverQueues: true,
  snapshot: { guarantee: 'poll-diff', exact: true, oldestAge: 'exact', deadLetters: 'queue' },
  transitions: { guarantee: 'poll-diff', attempts: 'derived', payload: true, backfill: true },
  moments: { enqueued: 'reported', started: 'reported', ended: 'inferred', errors: 'last' },
  schedules: { guarantee: 'none', expression: false, nextRun: false, lastRun: false },
  workers: { guarantee: 'none', perQueue: false },
  actions: {},
};

test('what was found of a source stands in place of what its kind usually tells, and nothing else changes', () => {
  const found = { transitions: { guarantee: 'outbox' as const }, moments: { errors: 'each' as const } };
  expect(capabilitiesWith(capabilities, found)).toEqual({
    ...capabilities,
    transitions: { ...capabilities.transitions, guarantee: 'outbox' },
    moments: { ...capabilities.moments, errors: 'each' },
  });
  const { moments: _, ...without } = capabilities;
  expect(capabilitiesWith(without, found)).not.toHaveProperty('moments');
});
