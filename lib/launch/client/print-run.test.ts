import { expect, it } from 'vitest';
import { ms, plain } from './print-run.ts';

it('lets nothing that a job is called steer the terminal', () => {
  expect(plain('a\u001b[31mred\u0007\r\nb\u202e')).toBe('a [31mred   b ');
});

it('says durations shortly, and that it does not know', () => {
  expect([null, 12.4, 4_200, 180_000].map(ms)).toEqual(['–', '12 ms', '4.2 s', '3.0 min']);
});
