import { expect, test } from 'vitest';
import { freshnessOf, sourceStatus } from './freshness-of.ts';

const readAt = Date.parse('2026-11-28T12:00:00Z');
const state = {
  isEnabled: true,
  pollMs: 5_000,
  restMs: 0,
  lastReadAt: new Date(readAt),
  lastError: null,
  clockOffsetMs: 0,
};
const statusAfter = (seconds: number, more = {}) => sourceStatus({ ...state, ...more }, readAt + seconds * 1_000);

test('a reading holds for three intervals, at least half a minute', () => {
  expect([statusAfter(29), statusAfter(31)]).toEqual(['ok', 'stale']);
  expect([statusAfter(179, { pollMs: 60_000 }), statusAfter(181, { pollMs: 60_000 })]).toEqual(['ok', 'stale']);
});

test('a source that rests since it costs its backend much is not stale before it is read again, and soon after is', () => {
  const resting = { restMs: 60_000 };
  expect([statusAfter(61, resting), statusAfter(89, resting), statusAfter(91, resting)]).toEqual(['ok', 'ok', 'stale']);
  expect(freshnessOf({ ...state, ...resting }).staleAfter).toBe('2026-11-28T12:01:30.000Z');
  // A rest that is shorter than what holds anyway prolongs nothing.
  expect(statusAfter(31, { restMs: 200 })).toBe('stale');
});
