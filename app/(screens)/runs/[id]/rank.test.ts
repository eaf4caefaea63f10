import { expect, test } from 'vitest';
import { rankOf, rankWords } from './rank.ts';

const hundred = Array.from({ length: 100 }, (_, i) => i + 1);

test('a rank is the share at or below, and needs 20 to compare with', () => {
  expect(rankOf(62, hundred)).toBe(0.62);
  expect(rankOf(5, hundred.slice(0, 19))).toBeNull();
  expect(rankOf(null, hundred)).toBeNull();
  expect(rankWords(62, [...hundred, null])).toBe('p62 of 100 runs');
  expect(rankWords(0, hundred)).toBe('p1 of 100 runs');
});
