import { beforeEach, expect, it } from 'vitest';
import { concurrencyOf, declareWorker, leaveQueue, livingWorkers, localWorker } from './local-workers.ts';

const now = Date.now();
/** What other tests left behind, after its time. */
beforeEach(() => {
  for (const { system, name, queues } of livingWorkers(now))
    for (const queue of queues) leaveQueue(system, queue, name);
});

const told = () => livingWorkers(now).map((one) => [one.system, one.name, [...one.queues], concurrencyOf(one)]);

it('adds up what the parts of a worker would run at once', () => {
  declareWorker('pg-boss', ['mail'], 2);
  declareWorker('pg-boss', ['mail'], 3);
  declareWorker('pg-boss', ['print'], 1);
  declareWorker('graphile-worker', ['a', 'b', 'c'], 4);
  expect(told()).toEqual([
    ['pg-boss', null, ['mail', 'print'], 6],
    ['graphile-worker', null, ['a', 'b', 'c'], 4],
  ]);
});

it('does not claim to know what one of them did not say', () => {
  declareWorker('job', ['mail'], 2);
  declareWorker('job', ['print'], null);
  localWorker('list', 'labels');
  expect(told()).toEqual([
    ['job', null, ['mail', 'print'], null],
    ['list', null, ['labels'], null],
  ]);
});

it('tells workers of one library apart where the library does', () => {
  declareWorker('bullmq', ['mail'], null, 'w-1');
  declareWorker('bullmq', ['mail'], null, 'w-2');
  leaveQueue('bullmq', 'mail', 'w-1');
  expect(told()).toEqual([['bullmq', 'w-2', ['mail'], null]]);
});

it('forgets one that nobody declared and that has been idle for long', () => {
  declareWorker('pg-boss', ['mail'], 1);
  const loose = localWorker('job', 'loose');
  if (loose) loose.lastAtMs = now;
  expect(livingWorkers(now + 500_000)).toHaveLength(2);
  expect(livingWorkers(now + 700_000).map(({ system }) => system)).toEqual(['pg-boss']);
});

it('does not grow without end', () => {
  for (let i = 0; i < 500; i++) localWorker('job', `user-${i}`);
  expect(livingWorkers(now)[0]?.queues.size).toBe(100);
  for (let i = 0; i < 500; i++) localWorker('bullmq', 'mail', `w-${i}`);
  expect(livingWorkers(now)).toHaveLength(100);
});
