import { beforeEach, expect, it } from 'vitest';
import { declareLane, forgetLane, laneOf, livingLanes, workerLanes } from './worker-lanes.ts';

beforeEach(() => workerLanes().clear());

it('adds up what several workers on one queue would run at once', () => {
  declareLane('pg-boss', 'mail', 2);
  declareLane('pg-boss', 'mail', 3);
  declareLane('pg-boss', 'print', 1);
  expect(livingLanes(0).map(({ queue, concurrency, busy }) => ({ queue, concurrency, busy }))).toEqual([
    { queue: 'mail', concurrency: 5, busy: 0 },
    { queue: 'print', concurrency: 1, busy: 0 },
  ]);
});

it('does not claim to know what one of them did not say', () => {
  declareLane('job', 'mail', 2);
  declareLane('job', 'mail', null);
  expect(laneOf('job', 'mail')?.concurrency).toBeNull();
});

it('forgets a lane that is closed, and an undeclared one that has been idle for long', () => {
  declareLane('job', 'kept', null);
  declareLane('job', 'closed', null);
  const loose = laneOf('job', 'loose');
  if (loose) loose.lastAtMs = 1_000;
  forgetLane('job', 'closed');
  expect(livingLanes(2_000).map(({ queue }) => queue)).toEqual(['kept', 'loose']);
  expect(livingLanes(700_000).map(({ queue }) => queue)).toEqual(['kept']);
});

it('does not grow without end', () => {
  for (let i = 0; i < 500; i++) laneOf('job', `user-${i}`);
  expect(workerLanes().size).toBe(200);
  expect(laneOf('job', 'one-more')).toBeNull();
});
