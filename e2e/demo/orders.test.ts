import { describe, expect, it } from 'vitest';
import { scenarioAt, scenarios, workMs } from './orders.ts';

describe('scenarioAt', () => {
  it('reaches every scenario, and only known ones, over the whole range', () => {
    const seen = new Set(Array.from({ length: 1000 }, (_, index) => scenarioAt(index / 1000)));
    expect([...seen].sort()).toEqual([...scenarios].sort());
  });

  it('makes most orders plain', () => {
    const all = Array.from({ length: 1000 }, (_, index) => scenarioAt(index / 1000));
    expect(all.filter((scenario) => scenario === 'plain').length).toBeGreaterThan(500);
  });
});

describe('workMs', () => {
  it('is the median where the normal deviate is zero', () => {
    expect(workMs(120, 1, 0.25)).toBe(120);
  });

  it('never exceeds eight medians', () => {
    expect(workMs(100, Number.MIN_VALUE, 0)).toBe(800);
  });
});
