import { describe, expect, it } from 'vitest';
import { afterFailure, answering, mayTry, routeOf } from './spool-route.ts';

describe('where a request goes', () => {
  it('goes to Postgres while that answers, even when something is still spooled', () => {
    expect(routeOf(answering, 0, 0)).toBe('database');
    expect(routeOf(answering, 9, 0)).toBe('database');
  });

  it('goes to the spool after a failure, and tries Postgres itself only when nothing is there to drain', () => {
    const away = afterFailure(answering, 1_000);
    expect(routeOf(away, 0, 1_100)).toBe('spool');
    expect(routeOf(away, 0, 1_250)).toBe('database');
    expect(routeOf(away, 1, 99_000)).toBe('spool');
  });

  it('waits longer after each failure, 5 s at most', () => {
    let state = answering;
    const pauses: number[] = [];
    for (let i = 0; i < 8; i++) {
      const now = state.retryAtMs;
      state = afterFailure(state, now);
      pauses.push(state.retryAtMs - now);
    }
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
    const { retryAtMs } = state;
    expect([mayTry(state, retryAtMs - 1), mayTry(state, retryAtMs), mayTry(answering, 0)]).toEqual([false, true, true]);
  });

  it('takes what fails together for one failure', () => {
    const once = afterFailure(answering, 1_000);
    expect([1_000, 1_001, 1_249].map((now) => afterFailure(once, now))).toEqual([once, once, once]);
    expect(afterFailure(once, 1_250).failures).toBe(2);
  });
});
