import { describe, expect, it } from 'vitest';
import { type HealthInput, healthOf } from './health.ts';

const now = 1_000_000_000;
const calm: HealthInput = {
  nowMs: now,
  staleAfterMs: now + 1000,
  isPaused: false,
  queued: 0,
  running: 0,
  workers: 2,
  oldestWaitingMs: null,
  recent: { started: 10, succeeded: 10, dead: 0, failedAttempts: 0, succeededAttempts: 10, enqueued: 10 },
  usualWaitMs: 100,
  hasActivity: true,
};
const none = { started: 0, succeeded: 0, dead: 0, failedAttempts: 0, succeededAttempts: 0, enqueued: 0 };
const health = (change: Partial<HealthInput>) => healthOf({ ...calm, ...change }).health;

describe('the health of a queue', () => {
  it('is ok while work goes through, busy while some waits and some runs', () => {
    expect(health({})).toBe('ok');
    expect(health({ queued: 3, running: 2, oldestWaitingMs: 200 })).toBe('busy');
  });

  it('is unknown without a fresh reading, whatever the old one said', () => {
    expect(health({ staleAfterMs: null })).toBe('unknown');
    expect(health({ staleAfterMs: now - 1 })).toBe('unknown');
  });

  it('is stalled when something waits and nothing starts', () => {
    const stalled = healthOf({ ...calm, queued: 4, oldestWaitingMs: 600_000, workers: 0, recent: none });
    expect(stalled).toEqual({ health: 'stalled', reason: '4 waiting for up to 10 min, and no worker is connected.' });
  });

  it('is paused before it is stalled: somebody meant it', () => {
    expect(health({ isPaused: true, queued: 4, oldestWaitingMs: 600_000, recent: none })).toBe('paused');
  });

  it('is failing when many die, but not for one of few', () => {
    expect(health({ recent: { ...calm.recent, dead: 5 } })).toBe('failing');
    expect(health({ recent: { ...none, started: 1, dead: 1 } })).toBe('ok');
    expect(health({ recent: { ...calm.recent, failedAttempts: 10 } })).toBe('failing');
  });

  it('is backlogged when the oldest waits far beyond the usual', () => {
    expect(health({ queued: 9, oldestWaitingMs: 61_000 })).toBe('backlogged');
    expect(health({ queued: 9, running: 1, oldestWaitingMs: 61_000, usualWaitMs: 30_000 })).toBe('busy');
  });

  it('is idle when nothing happened', () => {
    expect(health({ hasActivity: false, recent: none })).toBe('idle');
  });
});
