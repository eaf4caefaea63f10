// Reading an outbox (collectors/*/outbox.sql) completely: by transaction, not by sequence, because a lower number may commit after a higher
// one was read. What lies at or above the oldest transaction still under way is read at once and once more later, and handed on once. Pure.

export interface OutboxPlace {
  xid: number;
  seq: number;
}

export interface OutboxCursor {
  /** Changes of transactions below this one were read to their end. */
  horizon: number;
  /** Within a round: the last change read, and where the next round begins. */
  after: OutboxPlace | null;
  until: number | null;
}

export const outboxStart: OutboxCursor = { horizon: 0, after: null, until: null };

/** The outbox prunes itself every so many changes: below, nothing was ever taken away. */
const pruneEvery = 1_024;

/** The outbox keeps a bounded number of changes: true when some that were not read may have gone. `oldest` is the oldest one left. */
export function isTrimmed(cursor: OutboxCursor, oldest: OutboxPlace | null): boolean {
  if (cursor.horizon === 0 || cursor.after !== null || oldest === null) return false;
  return oldest.xid > cursor.horizon && oldest.seq > pruneEvery;
}

/** Changes that were handed on and will be read again. */
export class OutboxReading {
  #seen = new Map<number, number>();

  /**
   * `changes`: what was read from `cursor` on in the order of (xid, seq), at most `limit`; `horizon`: the oldest transaction under way when
   * they were read. Returns those not yet handed on, and where to read on.
   */
  take<T extends OutboxPlace>(
    cursor: OutboxCursor,
    changes: readonly T[],
    limit: number,
    horizon: number,
  ): { fresh: T[]; next: OutboxCursor; hasMore: boolean } {
    const fresh = changes.filter((change) => !this.#seen.has(change.seq));
    for (const { seq, xid } of fresh) this.#seen.set(seq, xid);
    const until = cursor.until ?? horizon;
    const last = changes.at(-1);
    if (last && changes.length >= limit) {
      return { fresh, hasMore: true, next: { ...cursor, after: { xid: last.xid, seq: last.seq }, until } };
    }
    for (const [seq, xid] of this.#seen) if (xid < until) this.#seen.delete(seq);
    return { fresh, hasMore: false, next: { horizon: until, after: null, until: null } };
  }
}
