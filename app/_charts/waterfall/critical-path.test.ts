import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BarKind } from './bars.ts';
import { criticalPathOf, type PathRow, subtreeOf } from './critical-path.ts';

const row = (id: string, depth: number, startMs: number, endMs: number, kind: BarKind = 'work'): PathRow => ({
  id,
  depth,
  startMs,
  endMs,
  bars: [{ kind, fromMs: startMs, toMs: endMs }],
});

describe('the critical path', () => {
  test('goes through the child that ended last, and through the parent where no child was at work', () => {
    const rows = [
      row('job', 0, 0, 1_000),
      row('slow', 1, 200, 900),
      row('query', 2, 300, 800),
      row('fast', 1, 200, 400),
    ];
    const { stretches, sums } = criticalPathOf(rows, 0, 1_000);
    expect(Object.fromEntries(stretches)).toEqual({
      job: [
        { fromMs: 900, toMs: 1_000 },
        { fromMs: 0, toMs: 200 },
      ],
      slow: [
        { fromMs: 800, toMs: 900 },
        { fromMs: 200, toMs: 300 },
      ],
      query: [{ fromMs: 300, toMs: 800 }],
    });
    expect(sums).toEqual({ delay: 0, wait: 0, work: 1_000, fail: 0, idle: 0 });
  });

  test('tells waiting, failing, backoff and work apart', () => {
    const run: PathRow = { ...row('run', 0, 0, 1_000, 'frame'), bars: [{ kind: 'wait', fromMs: 0, toMs: 100 }] };
    const rows = [run, row('1', 1, 100, 300, 'fail'), row('pause', 1, 300, 800, 'delay'), row('2', 1, 800, 1_000)];
    expect(criticalPathOf(rows, 0, 1_000).sums).toEqual({ delay: 500, wait: 100, work: 200, fail: 200, idle: 0 });
  });

  test('leaves out what nobody waited for, and follows a hand-off that outlives its cause', () => {
    const rows = [row('request', 0, 0, 100), row('email', 1, 400, 900)];
    expect([...criticalPathOf(rows, 0, 100).stretches.keys()]).toEqual(['request']);
    const whole = criticalPathOf(rows, 0, 900);
    expect([...whole.stretches.keys()].sort()).toEqual(['email', 'request']);
    expect(whole.sums).toMatchObject({ work: 600, idle: 300 });
    expect(whole.silences).toEqual([{ beforeId: 'request', afterId: 'email', fromMs: 100, toMs: 400 }]);
  });

  test('follows what was awaited although something below it outlives it', () => {
    const rows = [row('run', 0, 0, 1_000), row('attempt', 1, 200, 1_000), row('told late', 2, 900, 1_400)];
    expect(criticalPathOf(rows, 0, 1_000).stretches.get('attempt')).toEqual([{ fromMs: 200, toMs: 1_000 }]);
  });

  test('always adds up to the whole length, however rows lie', () => {
    const anyRow = fc.record({ depth: fc.nat(4), start: fc.nat(1_000), length: fc.nat(500) });
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 30 }), (all) => {
        const rows = all.map(({ depth, start, length }, id) => row(String(id), depth, start, start + length));
        const { sums } = criticalPathOf(rows, 0, 1_500);
        expect(Object.values(sums).reduce((a, b) => a + b)).toBeCloseTo(1_500, 6);
      }),
    );
  });

  test('takes a chain of 10,000 spans', () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => row(String(i), i, i, 20_000 - i));
    expect(criticalPathOf(rows, 0, 20_000).stretches.size).toBe(10_000);
  });
});

test('a subtree is a row with all below it, and nothing beside it', () => {
  const rows = [row('a', 0, 0, 1), row('b', 1, 0, 1), row('c', 2, 0, 1), row('d', 1, 0, 1), row('e', 0, 0, 1)];
  expect(subtreeOf(rows, 'b').map(({ id, depth }) => [id, depth])).toEqual([
    ['b', 0],
    ['c', 1],
  ]);
  expect(subtreeOf(rows, 'e').map(({ id }) => id)).toEqual(['e']);
  expect(subtreeOf(rows, 'x')).toEqual([]);
});
