import { expect, test } from 'vitest';
import type { QueueView } from '#lib/contracts/queue.ts';
import { whyWaiting } from './why-waiting.ts';

const now = Date.parse('2026-11-24T14:00:00.000Z');
const run = { state: 'queued' as const, dueAt: null, attemptCount: 0, maxAttempts: 5 };
const queue = (change: Partial<QueueView> = {}) =>
  ({
    isPaused: false,
    workers: 4,
    depth: { queued: 41 },
    oldestWaitingMs: 372_000,
    window: { from: '2026-11-24T13:45:00.000Z', to: '2026-11-24T14:00:00.000Z', started: 273 },
    drain: { verdict: 'draining', seconds: 130, low: 100, high: 160 },
    ...change,
  }) as QueueView;
const texts = (...args: Parameters<typeof whyWaiting>) => whyWaiting(...args).map(({ text }) => text);

test('a queued run waits behind others, at the rate of its queue', () => {
  expect(texts(run, queue(), now)).toEqual([
    '40 other runs wait in the queue.',
    'The oldest has waited 6 m 12 s.',
    '18.2 runs a minute were taken lately by 4 workers.',
    'At this rate the queue is empty in 2 m 10 s.',
  ]);
});

test('what will not go on by itself is told as such', () => {
  const stuck = queue({
    isPaused: true,
    workers: 0,
    window: { ...queue().window, started: 0 },
    drain: { verdict: 'stalled', seconds: null, low: null, high: null },
  });
  expect(
    whyWaiting(run, stuck, now)
      .filter(({ isBad }) => isBad)
      .map(({ text }) => text),
  ).toEqual(['The queue is paused.', 'No worker is connected to the queue.', 'No run was taken lately.']);
});

test('delay and backoff are told by their end, and what is not known is not guessed', () => {
  const dueAt = '2026-11-24T14:00:05.000Z';
  expect(texts({ ...run, state: 'scheduled', dueAt }, queue(), now)).toEqual(['It is due in 5 s.']);
  expect(texts({ ...run, state: 'retrying', attemptCount: 2, dueAt }, queue(), now)).toEqual([
    'Attempt 2 failed, 3 left. It is tried again in 5 s.',
  ]);
  expect(
    texts(
      run,
      queue({
        workers: null,
        depth: { ...queue().depth, queued: null },
        oldestWaitingMs: null,
        drain: { verdict: 'unknown', seconds: null, low: null, high: null },
      }),
      now,
    ),
  ).toEqual(['18.2 runs a minute were taken lately.']);
  expect(texts({ ...run, state: 'succeeded' as never }, queue(), now)).toEqual([]);
  expect(texts(run, undefined, now)).toEqual([]);
});
