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
      state = afterFailure(state, 0);
      pauses.push(state.retryAtMs);
    }
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
    expect([mayTry(state, 4_999), mayTry(state, 5_000), mayTry(answering, 0)]).toEqual([false, true, true]);
  });
});
