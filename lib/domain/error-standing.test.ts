import { expect, it } from 'vitest';
import { errorStanding } from './error-standing.ts';

const since = { lastSeenMs: 50, runsSince: 3, nowMs: 100 };
const decided = (status: string | null, rest = {}) => ({
  status,
  statusMs: 60,
  ignoredUntilMs: null,
  ignoredRuns: null,
  ...rest,
});

it('is open until somebody decides', () => {
  expect(errorStanding(decided(null), since)).toBe('open');
  expect(errorStanding(decided('open'), since)).toBe('open');
});

it('regresses when a resolved error is seen again', () => {
  expect(errorStanding(decided('resolved'), since)).toBe('resolved');
  expect(errorStanding(decided('resolved', { statusMs: 40 }), since)).toBe('regressed');
});

it('is ignored until a moment, or until so many more runs, whichever comes first', () => {
  expect(errorStanding(decided('ignored'), { ...since, runsSince: 1e6 })).toBe('ignored');
  expect(errorStanding(decided('ignored', { ignoredUntilMs: 101 }), since)).toBe('ignored');
  expect(errorStanding(decided('ignored', { ignoredUntilMs: 100 }), since)).toBe('open');
  expect(errorStanding(decided('ignored', { ignoredRuns: 4 }), since)).toBe('ignored');
  expect(errorStanding(decided('ignored', { ignoredUntilMs: 101, ignoredRuns: 3 }), since)).toBe('open');
});
