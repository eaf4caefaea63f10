import { expect, it } from 'vitest';
import { countNotices } from './count-notices.ts';
import type { Episode } from './episodes.ts';

const minute = 60_000;
const timers = { groupWaitMs: 30_000, groupIntervalMs: 5 * minute, repeatMs: 240 * minute };
const atOnce = { ...timers, groupWaitMs: 0 };
const episode = (from: number, to: number | null, queue = 'a', environment = 'production'): Episode => ({
  labels: { environment, queue },
  fromMs: from * minute,
  toMs: to === null ? null : to * minute,
  worst: null,
});
const count = (episodes: Episode[], of = timers) => countNotices(of, episodes, 1_440 * minute);

it('counts a beginning and an end, and repeats in between', () => {
  expect(count([episode(0, 10)])).toBe(2);
  expect(count([episode(0, null)])).toBe(1 + 5);
  expect(count([])).toBe(0);
});

it('counts what comes together once, and what follows within the interval once', () => {
  expect(count([episode(0, 10), episode(0, 10, 'b'), episode(0, 10, 'c')])).toBe(2);
  expect(count([episode(0, 60), episode(1, 60, 'b'), episode(2, 60, 'c')])).toBe(3);
  expect(count([episode(0, 10), episode(0, 10, 'a', 'staging')])).toBe(4);
});

it('counts nothing of what is over before it is told', () => {
  expect(count([episode(0, 0.25)])).toBe(0);
  expect(count([episode(0, 0.25)], atOnce)).toBe(2);
});

it('agrees with the least and the most that any timing can give', () => {
  const many = Array.from({ length: 30 }, (_, n) => episode(n * 2, n * 2 + 1, String(n % 3)));
  const sent = count(many);
  expect(sent).toBeGreaterThan(0);
  expect(sent).toBeLessThanOrEqual(60);
});
