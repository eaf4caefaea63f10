import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

test('a reading is followed by a rest of which it is no more than its share, within five minutes', () => {
  const pace = new Pace(0.006);
  expect(pace.restAfter(120)).toBeCloseTo(20_000);
  // Held up once: the table has not become larger for that.
  expect(pace.restAfter(2_400)).toBeCloseTo(20_000);
  expect(pace.restAfter(1_200)).toBeCloseTo(200_000);
  expect(new Pace(0.006).restAfter(60_000)).toBe(300_000);
});
