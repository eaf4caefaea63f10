import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTrimmed, type OutboxCursor, OutboxReading, outboxStart } from './outbox-cursor.ts';

describe('reading an outbox', () => {
  it('hands on every change exactly once, whatever order transactions commit in', () => {
    const transaction = fc.record({ size: fc.integer({ min: 1, max: 4 }), lasts: fc.integer({ min: 0, max: 5 }) });
    fc.assert(
      fc.property(fc.array(transaction, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (transactions, limit) => {
        // Transaction n begins at moment n, writes at once and commits `lasts` moments later.
        let seq = 0;
        const changes = transactions.flatMap(({ size, lasts }, n) =>
          Array.from({ length: size }, () => ({ xid: n + 1, seq: ++seq, visibleAt: n + lasts })),
        );
        const reading = new OutboxReading();
        const handed: number[] = [];
        let cursor: OutboxCursor = outboxStart;
        for (let now = 0; now < transactions.length + 8; now++) {
          const open = transactions.findIndex(({ lasts }, n) => n <= now && n + lasts > now);
          const horizon = open >= 0 ? open + 1 : Math.min(now + 2, transactions.length + 1);
          for (let hasMore = true; hasMore; ) {
            const { horizon: from, after } = cursor;
            const page = changes
              .filter((c) => c.visibleAt <= now && c.xid <= now + 1 && c.xid >= from)
              .filter((c) => after === null || c.xid > after.xid || (c.xid === after.xid && c.seq > after.seq))
              .slice(0, limit);
            const read = reading.take(cursor, page, limit, horizon);
            handed.push(...read.fresh.map((c) => c.seq));
            ({ next: cursor, hasMore } = read);
          }
        }
        expect(handed.sort((a, b) => a - b)).toEqual(changes.map((c) => c.seq));
      }),
    );
  });

  it('knows when changes were pruned before they were read', () => {
    const cursor = { horizon: 100, after: null, until: null };
    expect(isTrimmed(cursor, { xid: 150, seq: 9_000 })).toBe(true);
    expect(isTrimmed(cursor, { xid: 150, seq: 1 })).toBe(false);
    expect(isTrimmed(cursor, { xid: 90, seq: 9_000 })).toBe(false);
    expect(isTrimmed(outboxStart, { xid: 150, seq: 9_000 })).toBe(false);
  });
});
