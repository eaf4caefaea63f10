import { expect, test } from 'vitest';
import { drainWords } from './drain-words.ts';

test('a forecast comes with its range', () => {
  expect(drainWords({ verdict: 'draining', seconds: 120, low: 90, high: 180 })).toEqual({
    text: '2 m',
    note: '1 m 30 s to 3 m',
  });
  expect(drainWords({ verdict: 'draining', seconds: 120, low: 90, high: null }).note).toBe(
    'from 1 m 30 s, maybe never',
  );
});

test('what will not drain says so, and what is not known too', () => {
  const silent = { seconds: null, low: null, high: null };
  expect(drainWords({ verdict: 'growing', ...silent }).text).toBe('never at this rate');
  expect(drainWords({ verdict: 'stalled', ...silent }).text).toBe('never at this rate');
  expect(drainWords({ verdict: 'unknown', ...silent }).text).toBe('–');
  expect(drainWords({ verdict: 'empty', seconds: 0, low: 0, high: 0 }).text).toBe('empty');
});
