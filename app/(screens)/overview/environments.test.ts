import { expect, test } from 'vitest';
import type { Health, QueueView } from '#lib/contracts/queue.ts';
import { environmentLines } from './environments.ts';

const queue = (environment: string, name: string, health: Health): QueueView =>
  ({
    environment,
    name,
    health,
    healthReason: `is ${health}.`,
    oldestWaitingMs: null,
    depth: { queued: null },
    window: { runFailureRate: null },
  }) as QueueView;

test('an environment stands as its worst queue does, and the worst environment comes first', () => {
  const lines = environmentLines([
    queue('staging', 'a', 'ok'),
    queue('production', 'b', 'ok'),
    queue('production', 'c', 'failing'),
    queue('production', 'd', 'unknown'),
  ]);
  expect(lines).toEqual([
    { name: 'production', worst: 'failing', reason: 'c: is failing.', queues: 3, inTrouble: 1 },
    { name: 'staging', worst: 'ok', reason: 'a: is ok.', queues: 1, inTrouble: 0 },
  ]);
});
