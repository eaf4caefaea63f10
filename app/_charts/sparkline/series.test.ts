import { expect, test } from 'vitest';
import { sparkPath, sparkText } from './series.ts';

test('the line spans the box and zero lies at its foot', () => {
  expect(sparkPath([0, 5, 10], 96, 20)).toBe('M0.0,19.0L48.0,10.0L96.0,1.0');
});
test('a gap breaks the line and a lone value is a dash', () => {
  expect(sparkPath([10, null, 10, 10], 90, 20)).toBe('M0.0,1.0h1.5M60.0,1.0L90.0,1.0');
});
test('nothing known draws nothing, and says so', () => {
  expect(sparkPath([null, null], 96, 20)).toBe('');
  expect(sparkText([null])).toBe('no reading');
  expect(sparkText([3, null, 9, 4])).toBe('from 3 to 4, at most 9');
});
test('an even line of zeros lies at the foot', () => {
  expect(sparkPath([0, 0], 10, 20)).toBe('M0.0,19.0L10.0,19.0');
});
