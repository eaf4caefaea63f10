import { expect, test } from 'vitest';
import { manifests } from '#app/api/v1/sources/manifests.ts';
import type { CollectorManifest } from '#lib/collector.ts';
import { capabilityGroups } from './capability-groups.ts';

const kinds = ['bullmq', 'redis-list', 'pg-boss'].map((kind) => manifests.get(kind) as CollectorManifest);
const source = (name: string, kind: string, pollMs: number, capabilities: Record<string, unknown> | null = null) => ({
  name,
  kind,
  pollMs,
  capabilities,
  cost: null,
});

test('sources that can tell the same share a card, and kinds that are not watched come last', () => {
  const [bullmq] = kinds;
  const bounded = {
    ...bullmq?.capabilities,
    transitions: { ...bullmq?.capabilities.transitions, guarantee: 'log-bounded' },
  };
  const groups = capabilityGroups(kinds, [
    source('a', 'bullmq', 5_000),
    source('b', 'bullmq', 1_000),
    source('old', 'bullmq', 5_000, bounded),
    source('quick', 'redis-list', 500),
    source('slow', 'redis-list', 60_000),
  ]);
  expect(groups.map(({ kind, sources, withinMs }) => [kind.kind, sources.join(), withinMs])).toEqual([
    ['bullmq', 'a,b', null],
    ['bullmq', 'old', null],
    ['redis-list', 'quick', 500],
    ['redis-list', 'slow', 60_000],
    ['pg-boss', '', null],
  ]);
});
