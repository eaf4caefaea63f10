import { expect, it } from 'vitest';
import { dueSlots, shiftOf } from './slots.ts';

const rule = { evaluateEveryMs: 60_000, evaluationDelayMs: 30_000 };
const at = (minutes: number): number => minutes * 60_000;

it('evaluates a new rule at the latest slot only, and every slot once afterwards', () => {
  expect(dueSlots('a', rule, null, at(10) + 45_000)).toEqual({ slots: [at(10)], skipped: 0 });
  expect(dueSlots('a', rule, at(10), at(10) + 59_000)).toEqual({ slots: [], skipped: 0 });
  expect(dueSlots('a', rule, at(10), at(12) + 31_000)).toEqual({ slots: [at(11), at(12)], skipped: 0 });
});

it('waits for late events before it looks', () => {
  expect(dueSlots('a', rule, at(9), at(10) + 29_000).slots).toEqual([]);
  expect(dueSlots('a', rule, at(9), at(10) + 30_000).slots).toEqual([at(10)]);
});

it('makes up for at most ten slots after having been away', () => {
  const { slots, skipped } = dueSlots('a', rule, at(0), at(100) + 30_000);
  expect(slots).toEqual(Array.from({ length: 10 }, (_, n) => at(91 + n)));
  expect(skipped).toBe(90);
});

it('spreads rules with long intervals, each at a time of its own', () => {
  const hour = 3_600_000;
  const shifts = new Set(Array.from({ length: 40 }, (_, n) => shiftOf(`rule-${n}`, hour)));
  expect(shifts.size).toBeGreaterThan(15);
  for (const shift of shifts) expect(shift % 60_000).toBe(0);
});
