// By what servers answer to XINFO STREAM: Redis 6.2 and what is like it do not count what a stream ever held; only one version can run here.
import { describe, expect, it } from 'vitest';
import { toPart } from './redis-streams.ts';

const entry = (n: number) => [`${n}-0`, ['event', 'waiting', 'jobId', `${n}`]];
const entries = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => entry(from + n));

/** As Redis 6.2.14 answers for a stream that holds entries `from` to `to`. */
const redis6 = (from: number, to: number): unknown[] => [
  'length',
  to - from + 1,
  'radix-tree-keys',
  1,
  'radix-tree-nodes',
  2,
  'last-generated-id',
  `${to}-0`,
  'groups',
  0,
  'first-entry',
  entry(from),
  'last-entry',
  entry(to),
];
/** As Redis 7 and Valkey do, when so many were ever added. */
const redis7 = (from: number, to: number, added: number): unknown[] => [
  ...redis6(from, to),
  'max-deleted-entry-id',
  '0-0',
  'entries-added',
  added,
  'recorded-first-entry-id',
  `${from}-0`,
];

describe('a stream of events', () => {
  it('says exactly how many were lost where they are counted', () => {
    const part = toPart('q', { id: '10-0', added: 10 }, redis7(21, 30, 30), entries(21, 30), 100);
    expect(part.lost).toEqual({ count: 10, from: 10_000, to: 21_000 });
    expect(part.position).toEqual({ id: '30-0', added: 30 });
  });

  it('says that some were lost, not how many, where they are not', () => {
    const part = toPart('q', { id: '10-0', added: null }, redis6(21, 30), entries(21, 30), 100);
    expect(part.lost).toEqual({ count: null, from: 10_000, to: 21_000 });
    expect(part.position).toEqual({ id: '30-0', added: null });
  });

  it('loses nothing as long as the entry that was read last is still there, or nothing came since', () => {
    expect(toPart('q', { id: '10-0', added: null }, redis6(10, 30), entries(11, 30), 100).lost).toBeUndefined();
    expect(toPart('q', { id: '30-0', added: null }, redis6(21, 30), [], 100).lost).toBeUndefined();
    expect(toPart('q', { id: '0-0', added: null }, redis6(21, 30), entries(21, 30), 100).lost).toBeUndefined();
  });

  it('is another one when it ends before what was read, counted or not', () => {
    for (const info of [redis6(1, 5), redis7(1, 5, 5)]) {
      const part = toPart('q', { id: '10-0', added: 10 }, info, entries(1, 5), 100);
      expect([part.isReset, part.events.length, part.position.id]).toEqual([true, 0, '0-0']);
    }
    expect(toPart('q', { id: '10-0', added: 50 }, redis7(11, 20, 10), entries(11, 20), 100).isReset).toBe(true);
  });

  it('goes on counting after an upgrade', () => {
    const part = toPart('q', { id: '30-0', added: null }, redis7(21, 31, 31), entries(31, 31), 100);
    expect([part.lost, part.position.added]).toEqual([undefined, 31]);
  });
});
