import { describe, expect, test } from 'vitest';
import type { QueueView } from '#lib/contracts/queue.ts';
import { sumKnown, totalsOf } from './totals.ts';
import { byTrouble } from './trouble.ts';

const figures = (succeeded: number, dead: number) =>
  ({
    succeeded,
    dead,
    runFailureRate: succeeded + dead === 0 ? null : dead / (succeeded + dead),
  }) as QueueView['window'];
const queue = (name: string, health: QueueView['health'], succeeded = 0, dead = 0) =>
  ({
    name,
    health,
    window: figures(succeeded, dead),
    before: figures(0, 0),
    oldestWaitingMs: null,
    depth: { queued: null },
  }) as QueueView;

test('what fails comes first, what is idle last, and the worse of two alike above', () => {
  const sorted = byTrouble([
    queue('idle', 'idle'),
    queue('busy', 'busy', 10),
    queue('bad', 'failing', 90, 10),
    queue('worse', 'failing', 50, 50),
    queue('unknown', 'unknown'),
    queue('late', 'backlogged'),
  ]);
  expect(sorted.map((one) => one.name)).toEqual(['worse', 'bad', 'late', 'busy', 'unknown', 'idle']);
});

describe('totals', () => {
  test('rates are made from counts, not averaged', () => {
    const queues = [queue('a', 'ok', 99, 1), queue('b', 'ok', 0, 100)];
    expect(totalsOf(queues, 'window')).toEqual({ finished: 200, dead: 101, deadRate: 101 / 200 });
    expect(totalsOf(queues, 'before').deadRate).toBeNull();
  });
  test('what nobody knows stays unknown', () => {
    expect(sumKnown([null, null])).toBeNull();
    expect(sumKnown([null, 0, 3])).toBe(3);
  });
});
