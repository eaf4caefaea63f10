// Limits guesses of passwords: per account and per address, over a sliding window. Pure but for its own memory. A guess is counted before it
// is looked at, or many at once would all be looked at.

export interface AttemptLimit {
  /** Seconds to wait before the next try, 0 when it may go on now. */
  waitSeconds(key: string, nowMs: number): number;
  fail(key: string, nowMs: number): void;
  /** The last one that was counted was no failure. */
  takeBack(key: string): void;
  succeed(key: string): void;
}

/** Allows `limit` failures within `windowMs`; remembers at most `maxKeys` keys, forgetting the oldest first. */
export function createAttemptLimit(limit: number, windowMs: number, maxKeys = 10_000): AttemptLimit {
  const failures = new Map<string, number[]>();
  const recent = (key: string, nowMs: number): number[] =>
    (failures.get(key) ?? []).filter((at) => at > nowMs - windowMs);
  return {
    waitSeconds(key, nowMs) {
      const past = recent(key, nowMs);
      if (past.length < limit) return 0;
      return Math.max(1, Math.ceil(((past.at(-limit) as number) + windowMs - nowMs) / 1000));
    },
    fail(key, nowMs) {
      const past = recent(key, nowMs);
      failures.delete(key);
      failures.set(key, [...past.slice(-limit + 1), nowMs]);
      if (failures.size > maxKeys) failures.delete(failures.keys().next().value as string);
    },
    takeBack(key) {
      failures.get(key)?.pop();
    },
    succeed(key) {
      failures.delete(key);
    },
  };
}
