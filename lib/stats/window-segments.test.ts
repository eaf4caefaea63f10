import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentsOf, stepFor } from './window-segments.ts';

const now = Date.parse('2026-11-24T19:07:30Z');
const day = 86_400_000;

describe('segmentsOf', () => {
  it('reads the last day as hours with finer edges', () => {
    const segments = segmentsOf(now - day, now, now, false);
    expect(segments.map((segment) => segment.grain)).toEqual([60, 300, 3600, 300, 60]);
    expect(segments[0]?.fromMs).toBe(Date.parse('2026-11-23T19:07:00Z'));
    expect(segments.at(-1)?.toMs).toBe(Date.parse('2026-11-24T19:08:00Z'));
  });

  it('covers the window without overlap or hole, in whole buckets', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 399 * day }),
        fc.integer({ min: 1, max: 60 * day }),
        fc.boolean(),
        (ago, span, isPerJob) => {
          const from = now - ago;
          const to = Math.min(from + span, now);
          if (from >= to) return;
          const segments = segmentsOf(from, to, now, isPerJob);
          expect(segments[0]?.fromMs).toBeLessThanOrEqual(from);
          expect(segments.at(-1)?.toMs).toBeGreaterThanOrEqual(to);
          for (const [i, segment] of segments.entries()) {
            expect(segment.fromMs % (segment.grain * 1000)).toBe(0);
            expect(segment.toMs % (segment.grain * 1000)).toBe(0);
            expect(segment.toMs).toBeGreaterThan(segment.fromMs);
            if (i > 0) expect(segment.fromMs).toBe(segments[i - 1]?.toMs);
            if (isPerJob) expect(segment.grain).not.toBe(60);
          }
        },
      ),
    );
  });

  it('does not ask for minutes that were dropped', () => {
    const segments = segmentsOf(now - 20 * day, now, now, false);
    expect(new Set(segments.map((segment) => segment.grain))).toEqual(new Set([3600, 86400]));
  });
});

describe('stepFor', () => {
  it('chooses a step that keeps a chart below 300 points', () => {
    expect(stepFor(now - day, now, now, false)).toEqual({ stepMs: 300_000, grain: 300 });
    expect(stepFor(now - 3_600_000, now, now, false)).toEqual({ stepMs: 60_000, grain: 60 });
    expect(stepFor(now - 30 * day, now, now, false)).toEqual({ stepMs: 10_800_000, grain: 3600 });
  });

  it('widens a wanted step to what is still kept', () => {
    expect(stepFor(now - 3_600_000, now, now, true, 60_000)).toEqual({ stepMs: 300_000, grain: 300 });
    expect(stepFor(now - 30 * day, now, now, false, 60_000).stepMs).toBe(3_600_000);
  });
});
