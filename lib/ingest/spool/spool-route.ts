// Where the next request is made durable, and when Postgres is tried again. Pure: time is handed in, in milliseconds.

export interface DatabaseState {
  /** Failures and time-outs since the last success. */
  failures: number;
  /** No attempt before this; meaningless while there are no failures. */
  retryAtMs: number;
}

const firstPauseMs = 250;
const longestPauseMs = 5_000;

export const answering: DatabaseState = { failures: 0, retryAtMs: 0 };

/** After a failure: pauses double from 250 ms to 5 s. What fails within a pause was begun before it, and tells nothing new. */
export function afterFailure(state: DatabaseState, nowMs: number): DatabaseState {
  if (!mayTry(state, nowMs)) return state;
  const failures = state.failures + 1;
  return { failures, retryAtMs: nowMs + Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1)) };
}

export const mayTry = (state: DatabaseState, nowMs: number): boolean =>
  state.failures === 0 || nowMs >= state.retryAtMs;

/**
 * While Postgres is away requests go to the spool, and the drain is who tries Postgres again; with nothing to drain, a request is.
 * As soon as one commit succeeds, requests are committed directly beside the drain: both ways are durable before the
 * acknowledgement and the order of evidence does not matter, so the spool need not be empty first.
 */
export function routeOf(state: DatabaseState, spooled: number, nowMs: number): 'database' | 'spool' {
  if (state.failures === 0) return 'database';
  return spooled === 0 && mayTry(state, nowMs) ? 'database' : 'spool';
}
