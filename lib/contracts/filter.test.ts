import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterQuery, readQuery, writeQuery } from './filter.ts';

const read = (query: string) => readQuery(new URLSearchParams(query));

describe('filters in a query string', () => {
  it('repeat or take commas', () => {
    expect(read('queue=a,b&queue=c&queue=a')).toEqual({ queue: ['a', 'b', 'c'] });
  });

  it('count as absent when empty', () => {
    expect(read('queue=&q=&from=')).toEqual({});
  });

  it('keep commas in what is no list, and the last of what is said twice', () => {
    expect(read('q=a,b&limit=1&limit=2')).toEqual({ q: 'a,b', limit: '2' });
  });

  it('cannot reach a prototype', () => {
    expect(Object.getPrototypeOf(read('__proto__=x'))).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('are refused where they make no sense', () => {
    for (const bad of ['state=banana', 'errorGroup=zz', 'minDurationMs=-1', 'minWaitMs=soon']) {
      expect(filterQuery.safeParse(read(bad)).success, bad).toBe(false);
    }
  });

  it('survive being written into a link and read again', () => {
    const text = fc.string({ minLength: 1, maxLength: 20 }).filter((value) => !value.includes(','));
    fc.assert(
      fc.property(fc.uniqueArray(text, { minLength: 1, maxLength: 5 }), text, (queue, q) => {
        expect(read(writeQuery({ queue, q }))).toEqual({ queue, q });
      }),
    );
  });
});
