import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drainOf } from './drain.ts';

const spanMs = 900_000;

describe('the forecast of a backlog', () => {
  it('divides what waits by how much faster work goes than it comes', () => {
    const drain = drainOf({ waiting: 900, arrived: 100, served: 1000, spanMs });
    expect(drain.verdict).toBe('draining');
    expect(drain.seconds).toBe(900);
    expect(drain.low).toBeLessThan(900);
    expect(drain.high).toBeGreaterThan(900);
  });

  it('says what it cannot know', () => {
    expect(drainOf({ waiting: null, arrived: 1, served: 1, spanMs }).verdict).toBe('unknown');
    expect(drainOf({ waiting: 5, arrived: 0, served: 4, spanMs })).toMatchObject({ verdict: 'unknown', seconds: null });
  });

  it('tells empty, stalled, growing and steady apart', () => {
    expect(drainOf({ waiting: 0, arrived: 9, served: 9, spanMs })).toMatchObject({ verdict: 'empty', seconds: 0 });
    expect(drainOf({ waiting: 5, arrived: 9, served: 0, spanMs }).verdict).toBe('stalled');
    expect(drainOf({ waiting: 5, arrived: 900, served: 100, spanMs }).verdict).toBe('growing');
    expect(drainOf({ waiting: 5, arrived: 101, served: 100, spanMs }).verdict).toBe('steady');
  });

  it('never gives a negative time, and its range holds the forecast', () => {
    const n = fc.integer({ min: 0, max: 1e6 });
    fc.assert(
      fc.property(n, n, n, (waiting, arrived, served) => {
        const { seconds, low, high } = drainOf({ waiting, arrived, served, spanMs });
        if (seconds === null) return;
        expect(seconds).toBeGreaterThanOrEqual(0);
        expect(low as number).toBeLessThanOrEqual(seconds);
        if (high !== null) expect(high).toBeGreaterThanOrEqual(seconds);
      }),
    );
  });
});
